// The module that pools with function look-up by export name load in their workers.
export { countPrimes, square, squareAll } from '../../workloads.ts'
