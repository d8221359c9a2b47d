import { registerHooks } from 'node:module'

/** `node --import test/electron/register.ts out/main/index.js` runs the built app on the stand-in. */
const standIn = new URL('./standIn/index.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : nextResolve(specifier, context),
})
