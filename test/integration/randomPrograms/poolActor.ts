/** In notes, the tasks of a pool are those of an actor with this number. */
export const poolActor = 99
