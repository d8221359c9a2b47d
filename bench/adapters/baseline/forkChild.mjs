// Plain JavaScript: stripping types would count as start-up. The listener keeps it alive until it is disconnected.
process.on('message', () => undefined)
process.send(process.pid)
