import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Event, Process, SharedArray, SharedValue } from 'multiprocessing'

interface Hall {
  /** How many kilograms one mark of the scales stands for. */
  unit: SharedValue<'int32'>
  /** What each station has weighed, in kilograms. */
  weights: SharedArray<'int32'>
  /** For the stations and the main program: work begins when all are there. */
  opening: Barrier
  unitIsKnown: Event
  allHaveWeighed: Barrier
}

export async function weigh(hall: Hall, station: number, marks: number) {
  await hall.opening.wait()

  const kilos = marks * (await hall.unit.get())
  // Each station needs longer than the one before it.
  await wait(50 * station)
  await hall.weights.set(station, kilos)

  const weights = await hall.weights.toArray()
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  console.log(`${kilos} of ${total} kg`)
}

// `marks` is what the scales of each station show.
export async function main({ marks = [3, 4, 5], unit = 2 }) {
  const hall: Hall = {
    unit: new SharedValue('int32', 0),
    weights: new SharedArray('int32', marks.length),
    opening: new Barrier(marks.length + 1),
    unitIsKnown: new Event(),
    allHaveWeighed: new Barrier(marks.length),
  }
  const stations = marks.map((shown, station) => new Process({ target: weigh, args: [hall, station, shown] }))
  for (const process of stations) await process.start()
  await hall.opening.wait()

  // To find out the unit takes a while.
  await wait(150)
  await hall.unit.set(unit)

  for (const process of stations) await process.join()
}
