/** The library's declarations as programs see them; the build makes the module. */
declare module 'virtual:library-declarations' {
  export const declarations: string
}

/** The declarations of the language and of Node, by path; the build makes the module. */
declare module 'virtual:language-files' {
  export const languageFiles: Record<string, string>
}
