/** A folder's sub-folder, with the separator of the host's system: the page does not know which that is. */
export function joinPath(folder: string, name: string): string {
  const separator = /^[A-Za-z]:|\\/.test(folder) && !folder.startsWith('/') ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}
