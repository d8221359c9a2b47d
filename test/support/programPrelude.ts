/**
 * Begins the text of a program: the library, and `failure`, which tells what an action fails with, so that a
 * program can return it as a fact.
 */
export const prelude = `
import * as mp from 'multiprocessing'
import { setTimeout as sleep } from 'node:timers/promises'
const { Process, Queue, Pipe, currentProcess, parentProcess, activeChildren } = mp
async function failure(action) {
  try { await action() } catch (error) { return error.name }
  return 'none'
}
async function failureText(action) {
  try { await action() } catch (error) { return error.name + ': ' + error.message }
  return 'none'
}
`
