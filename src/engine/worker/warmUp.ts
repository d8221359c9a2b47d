/** What every process does on its way into the program, done ahead while there is time. */
export async function warmUp(): Promise<void> {
  // The first import at run time is the slow one.
  await import('data:text/javascript,')
}
