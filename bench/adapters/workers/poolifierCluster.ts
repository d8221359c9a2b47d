import { ClusterWorker } from 'poolifier'
import { poolifierFunctions } from './poolifierFunctions.ts'

new ClusterWorker(poolifierFunctions)
