import type { ElementArray, ElementOf, ElementType } from '../memory/elementTypes.ts'
import type { SharedElements } from './sharedElements.ts'

/** Elements that are on their way to this thread; what is asked of them meanwhile comes after, in order. */
export class ObtainedElements<T extends ElementType> implements SharedElements<T> {
  readonly #obtaining: Promise<SharedElements<T>>
  #elements: SharedElements<T> | undefined
  #waiting = 0

  constructor(obtaining: Promise<SharedElements<T>>) {
    this.#obtaining = obtaining
    void obtaining.then((elements) => (this.#elements = elements))
  }

  get isShared(): boolean {
    return this.#elements?.isShared ?? true
  }

  get(index: number): Promise<ElementOf<T>> {
    return this.#whenHere((elements) => elements.get(index))
  }

  set(index: number, value: ElementOf<T>): Promise<void> {
    return this.#whenHere((elements) => elements.set(index, value))
  }

  add(index: number, value: ElementOf<T>): Promise<ElementOf<T>> {
    return this.#whenHere((elements) => elements.add(index, value))
  }

  read(from: number, to: number): Promise<ElementArray<T>> {
    return this.#whenHere((elements) => elements.read(from, to))
  }

  write(from: number, written: ElementArray<T>): Promise<void> {
    return this.#whenHere((elements) => elements.write(from, written))
  }

  view(): Promise<ElementArray<T, SharedArrayBuffer> | undefined> {
    return this.#whenHere((elements) => elements.view())
  }

  #whenHere<A>(action: (elements: SharedElements<T>) => Promise<A>): Promise<A> {
    // Not before those that waited, though their turn may come only now.
    if (this.#elements && this.#waiting === 0) return action(this.#elements)
    this.#waiting++
    return this.#obtaining.then((elements) => {
      this.#waiting--
      return action(elements)
    })
  }
}
