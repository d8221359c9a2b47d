import workerpool from 'workerpool'
import { countPrimes, square, squareAll } from '../../workloads.ts'

workerpool.worker({ countPrimes, square, squareAll })
