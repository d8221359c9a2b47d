/** Where the built engine lies, its entries beside each other; this module may be in a chunk of it. */
export const engineFolder = import.meta.dirname.replace(/[\\/]chunks$/, '')
