/** Saves text as a file where the browser puts downloads. */
export function downloadText(fileName: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // Not at once: the download reads the URL after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
