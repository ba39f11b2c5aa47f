process.stdout.write(process.version)
