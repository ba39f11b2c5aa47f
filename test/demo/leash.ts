// Loaded before a node of the story: it ends, as if it was told to, when the process that tells the story is gone.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
})
// The channel alone keeps no node from ending by itself.
process.channel?.unref()
