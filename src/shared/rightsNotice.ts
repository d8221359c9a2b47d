/** Said once before the first program from elsewhere runs, and in the help of the commands that run one. */
export const rightsNotice =
  'A program runs with your rights and in no sandbox: it can read, change and delete your files, use the network, and start and end processes of yours. Run only what you would run in a terminal.'
