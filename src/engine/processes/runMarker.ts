/** The variable that every process of a run has in its environment; its value is the run's own. */
export const markerName = 'FORKSCOPE_RUN'
