import { ThreadWorker } from 'poolifier'
import { poolifierFunctions } from './poolifierFunctions.ts'

new ThreadWorker(poolifierFunctions)
