import { types } from 'node:util'

/** Why an object cannot be sent, and what its owner can do about it. */
export interface Refusal {
  /** With its article: "a function". */
  what: string
  /** A sentence without a full stop. */
  advice: string
}

/**
 * Objects by the tag that their class gives them: those that V8 refuses, and those whose state is out of
 * reach, which V8 would silently send as `{}`.
 */
const adviceByTag: Record<string, string> = {
  Promise: 'Await it and send its result',
  WeakMap: 'Send a Map',
  WeakSet: 'Send a Set',
  WeakRef: 'Send what it refers to',
  FinalizationRegistry: 'It belongs to its process; send data',
  Generator: 'Send the items it yields, such as [...generator]',
  AsyncGenerator: 'Collect the items it yields and send those',
  'Array Iterator': 'Send the array, or [...iterator]',
  'Map Iterator': 'Send the Map, or [...iterator]',
  'Set Iterator': 'Send the Set, or [...iterator]',
  'String Iterator': 'Send the string, or [...iterator]',
  'RegExp String Iterator': 'Send the matches, such as [...iterator]',
  Iterator: 'Send the items it yields, such as [...iterator]',
  'Iterator Helper': 'Send the items it yields, such as [...iterator]',
  Module: 'Send the values you need of the module, or import it where they are needed',
  SharedArrayBuffer: 'Send a copy of its bytes, or share numbers by a SharedArray',
  URL: 'Send its href and make a URL of it there',
  URLSearchParams: 'Send its toString() and parse it there',
  Headers: 'Send Object.fromEntries(headers)',
  FormData: 'Send its entries as plain data',
  Request: 'Send the URL and options as plain data',
  Response: 'Send its body, such as await response.json()',
  Blob: 'Send its bytes, such as await blob.bytes()',
  File: 'Send its bytes, or the path of the file',
  AbortSignal: 'Send a message through a Pipe or an Event to stop work elsewhere',
  AbortController: 'Send a message through a Pipe or an Event to stop work elsewhere',
  ReadableStream: 'Send its data, or a Connection of a Pipe',
  WritableStream: 'Send its data, or a Connection of a Pipe',
  TransformStream: 'Send its data, or a Connection of a Pipe',
  Event: 'Send its facts as plain data',
  KeyObject: 'Send its exported bytes and make a key of them there',
  CryptoKey: 'Send its exported bytes and import them there',
}

const tagPrefixes: Record<string, string> = {
  'Intl.': 'Send its locale and options and make one there',
  Performance: 'Send its toJSON()',
  'WebAssembly.': 'Send the bytes of the module and compile them there',
}

/** Refuses what cannot be sent as an object; undefined for what may be. Does not look inside. */
export function refuseObject(value: object): Refusal | undefined {
  if (types.isProxy(value))
    return { what: 'a Proxy', advice: 'Send a plain copy of its data, such as { ...object }' }
  if (types.isArgumentsObject(value))
    return { what: 'an arguments object', advice: 'Send an array, such as [...arguments]' }
  if (types.isSymbolObject(value)) return refuseSymbol()
  const tag = tagOf(value)
  const advice = tag === undefined ? undefined : adviceForTag(tag)
  return advice === undefined ? undefined : { what: withArticle(tag!), advice }
}

export function refuseFunction(value: object): Refusal {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value))
  const kind = isClass ? 'class' : 'function'
  return {
    what: `a ${kind}`,
    advice: `Pass data: a ${kind} stays in its process; export it from its module and import it where it is needed`,
  }
}

export function refuseSymbol(): Refusal {
  return { what: 'a symbol', advice: 'Symbols are known to one process only: pass a string' }
}

/** Refuses a buffer or a view whose bytes are gone or are shared memory. */
export function refuseBuffer(buffer: ArrayBufferLike): Refusal | undefined {
  if (types.isSharedArrayBuffer(buffer))
    return { what: 'a SharedArrayBuffer', advice: adviceByTag.SharedArrayBuffer! }
  if ((buffer as ArrayBuffer & { detached?: boolean }).detached !== true) return undefined
  return {
    what: 'a detached ArrayBuffer',
    advice: 'Its bytes were transferred elsewhere: send it before that',
  }
}

/** Refuses an object of the platform that has no data form; found only when V8 meets it. */
export function refuseHostObject(value: object): Refusal {
  const { constructor } = value as { constructor?: { name?: unknown } }
  const name = typeof constructor?.name === 'string' && constructor.name ? constructor.name : 'native object'
  const advice =
    name === 'MessagePort'
      ? 'Send a Connection of a Pipe'
      : 'It belongs to its process: send its data, such as { ...object }'
  return { what: withArticle(name), advice }
}

function tagOf(value: object): string | undefined {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  return typeof tag === 'string' ? tag : undefined
}

function adviceForTag(tag: string): string | undefined {
  if (Object.hasOwn(adviceByTag, tag)) return adviceByTag[tag]
  for (const [prefix, advice] of Object.entries(tagPrefixes)) if (tag.startsWith(prefix)) return advice
  return undefined
}

function withArticle(name: string): string {
  return `${/^([AEIO]|U(?!RL))/i.test(name) ? 'an' : 'a'} ${name}`
}
