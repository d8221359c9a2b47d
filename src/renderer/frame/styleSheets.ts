const missing = new Set<HTMLLinkElement>()

/** Remembers the style sheets that do not arrive: the module loader asks for each only once. */
export function watchStyleSheets(): void {
  const remember = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.add(target)
  }
  // Such an error does not bubble.
  window.addEventListener('error', remember, true)
}

/** Asks again for those that did not arrive: what uses them would else be shown without its looks. */
export async function fetchMissingStyleSheets(): Promise<void> {
  await Promise.all([...missing].map(fetchAgain))
}

function fetchAgain(link: HTMLLinkElement): Promise<void> {
  missing.delete(link)
  const fresh = link.cloneNode() as HTMLLinkElement
  return new Promise((resolve, reject) => {
    fresh.addEventListener('load', () => resolve())
    fresh.addEventListener('error', () => reject(new Error(`The style sheet ${link.href} did not arrive.`)))
    link.replaceWith(fresh)
  })
}
