// Loaded into API and daemon before their own code (node --import): when the launcher is gone, by
// kill -9 too, its end of the channel closes, and the process stops itself as by Ctrl-C. Without it
// they would keep their ports, and the next start would find them taken.
const GRACE = 8_000;

process.once("disconnect", () => {
  setTimeout(() => process.exit(1), GRACE).unref();
  process.kill(process.pid, "SIGTERM");
});
// A listener keeps the channel, and with it the process, alive.
process.channel?.unref();
