import { Process, Queue } from 'multiprocessing'

type Part = [index: number, squares: number[]]

export async function squarePart(index: number, numbers: number[], results: Queue<Part>) {
  console.log(`${numbers.length} numbers`)
  await results.put([index, numbers.map((number) => number * number)])
}

function split(numbers: number[], parts: number): number[][] {
  // Where one part ends the next begins; the last border is the length itself.
  const border = (index: number) => Math.floor((index * numbers.length) / parts)
  return Array.from({ length: parts }, (_, index) => numbers.slice(border(index), border(index + 1)))
}

export async function main({ numbers = [2, 3, 4, 5, 6, 7, 12, 15, 25], processes = 4 }) {
  const results = new Queue<Part>()
  const workers = split(numbers, processes).map(
    (part, index) => new Process({ target: squarePart, args: [index, part, results] }),
  )
  for (const worker of workers) await worker.start()

  // The parts come as they are done; each says where it belongs.
  const squares: number[][] = []
  for (let taken = 0; taken < workers.length; taken++) {
    const [index, part] = await results.get()
    squares[index] = part
  }

  for (const worker of workers) await worker.join()
  return squares.flat()
}
