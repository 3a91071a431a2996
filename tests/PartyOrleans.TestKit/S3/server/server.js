// An S3 server for tests: node server.js MODULES_FOLDER DATA_FOLDER [BUCKET...]
// Listens at a free port of the loopback address, prints the port as a line, and ends when its standard input does.
const { join } = require('node:path')
const { createRequire } = require('node:module')

// Its tokens that continue a listing are enciphered by DES, which today's OpenSSL does not have; triple DES with one key thrice is the same.
const crypto = require('node:crypto')
for (const name of ['createCipheriv', 'createDecipheriv']) {
  const make = crypto[name]
  crypto[name] = (algorithm, key, iv) => (algorithm === 'des' ? make('des-ede3-cbc', Buffer.concat([key, key, key]), iv) : make(algorithm, key, iv))
}

const [modules, directory, ...buckets] = process.argv.slice(2)
const S3rver = createRequire(join(modules, 'index.js'))('@20minutes/s3rver')
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: buckets.map((name) => ({ name })),
  // It signs /bucket where the SDK for .NET signs /bucket/; an access key that it does not know is refused all the same.
  allowMismatchedSignatures: true,
})

server.run().then(({ port }) => process.stdout.write(`${port}\n`))
process.stdin.on('end', () => process.exit(0)).resume()
