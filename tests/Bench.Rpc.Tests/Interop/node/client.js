// Calls a server in all ways and prints what came of each, as one JSON object.
//
// client.js HOST:PORT DESCRIPTORS
'use strict';

const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');
const { Contract } = require('./contract.js');
const { runsChecks } = require('./runs.js');

const limit = () => ({ deadline: Date.now() + 30_000 });
const zipping = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

class Client {
  constructor(address, descriptors) {
    const credentials = grpc.credentials.createInsecure();
    this.address = address;
    this.contract = new Contract(descriptors);
    const { bench, grpc: standard } = this.contract.packages;
    this.echo = new bench.test.Echo(address, credentials);
    this.zipped = new bench.test.Echo(address, credentials, zipping);
    this.health = new standard.health.v1.Health(address, credentials);
    this.runs = new bench.v1.Runs(address, credentials);
    this.workers = new bench.v1.Workers(address, credentials);
  }

  unary(stub, method, request, options = limit(), metadata = new grpc.Metadata()) {
    return new Promise((resolve, reject) => {
      let trailers;
      stub[method](request, metadata, options, (error, reply) =>
        error ? reject(error) : setImmediate(() => resolve({ reply, trailers })),
      ).on('status', (status) => (trailers = status.metadata));
    });
  }

  async error(call) {
    try {
      await call();
    } catch (error) {
      const details = error.metadata?.get('grpc-status-details-bin') ?? [];
      return {
        code: error.code,
        message: error.details,
        reason: details.length > 0 ? this.contract.reasonIn(details[0]) : '',
      };
    }
    return { code: 0, message: '', reason: '' };
  }

  all(call) {
    return new Promise((resolve, reject) => {
      const replies = [];
      call.on('data', (reply) => replies.push(reply));
      call.on('error', reject);
      call.on('end', () => resolve(replies));
    });
  }

  upload(stub, method, requests) {
    return new Promise((resolve, reject) => {
      const call = stub[method](new grpc.Metadata(), limit(), (error, reply) =>
        error ? reject(error) : resolve(reply),
      );
      requests.forEach((request) => call.write(request));
      call.end();
    });
  }
}

async function unary(client) {
  const metadata = new grpc.Metadata();
  metadata.set('x-mark', 'a b');
  metadata.set('x-mark-bin', Buffer.from([0, 255]));
  const request = { text: 'Grüße ☃', count: 3 };
  const { reply, trailers } = await client.unary(client.echo, 'Say', request, limit(), metadata);
  return {
    text: reply.text,
    count: reply.count,
    mark: reply.mark,
    binary: reply.mark_binary.toString('hex'),
    trailer: trailers.get('x-served-by')[0],
    trailerBinary: trailers.get('x-served-bin')[0].toString('hex'),
  };
}

async function upload(client) {
  const requests = Array.from({ length: 100 }, (_, i) => ({ text: `${i}`, count: i }));
  const reply = await client.upload(client.echo, 'Sum', requests);
  return { text: reply.text, count: reply.count };
}

async function repeat(client) {
  const call = client.echo.Repeat({ count: 100 }, limit());
  let header;
  call.on('metadata', (metadata) => (header = metadata.get('x-begun')[0]));
  const replies = await client.all(call);
  return { counts: replies.map((it) => it.count), header };
}

function talk(client) {
  return new Promise((resolve, reject) => {
    const call = client.echo.Talk(limit());
    const texts = [];
    const next = () => call.write({ text: `t${texts.length}` });
    call.on('data', (reply) => {
      texts.push(reply.text);
      if (texts.length < 20) {
        next();
      } else {
        call.end();
      }
    });
    call.on('error', reject);
    call.on('status', (status) =>
      resolve({ texts: texts.slice(0, 20), more: texts.length - 20, code: status.code }),
    );
    next();
  });
}

const deadline = (client) =>
  client.error(() =>
    client.unary(client.echo, 'Say', { hang: true }, { deadline: Date.now() + 200 }),
  );

const time_left = async (client) =>
  (await client.unary(client.echo, 'Say', {})).reply.seconds_left;

const cancel = (client) =>
  client.error(() => {
    const call = client.echo.Repeat({ count: 1, hang: true }, limit());
    const all = client.all(call);
    call.once('data', () => call.cancel());
    return all;
  });

const failure = (client) =>
  client.error(() =>
    client.unary(client.echo, 'Say', { fail_with: 9, text: '100 % wrong:\n☃' }),
  );

const crash = (client) =>
  client.error(() => client.unary(client.echo, 'Say', { crash: true, text: 'sekret' }));

const unknown_method = (client) => client.error(() => client.unary(client.echo, 'Nothing', {}));

const unknown_service = (client) =>
  client.error(
    () =>
      new Promise((resolve, reject) =>
        client.echo.makeUnaryRequest(
          '/no.Such/Call',
          () => Buffer.alloc(0),
          (it) => it,
          {},
          (error, reply) => (error ? reject(error) : resolve(reply)),
        ),
      ),
  );

async function large(client, stub = client.echo) {
  const payload = Buffer.alloc(3_000_000, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));
  const { reply } = await client.unary(stub, 'Say', { payload });
  return { bytes: reply.payload.length, same: payload.equals(reply.payload) };
}

const zipped = (client) => large(client, client.zipped);

const too_large = (client) =>
  client.error(() => client.unary(client.echo, 'Say', { payload: Buffer.alloc(5 << 20) }));

async function health(client) {
  const check = async (service) =>
    (await client.unary(client.health, 'Check', { service })).reply.status;
  const watched = await new Promise((resolve, reject) => {
    const call = client.health.Watch({ service: 'no.Such' }, limit());
    let first;
    call.once('data', (reply) => {
      first = reply.status;
      call.cancel();
    });
    call.on('error', (error) => (first === undefined ? reject(error) : resolve(first)));
  });
  return {
    server: await check(''),
    service: await check('bench.test.Echo'),
    unknown: (await client.error(() => check('no.Such'))).code,
    watched,
  };
}

async function reflectionOf(client, version) {
  const reflected = new GrpcReflection(
    client.address,
    grpc.credentials.createInsecure(),
    {},
    version,
  );
  const missing = await reflected.getDescriptorByFileName('no/such.proto').then(
    () => 0,
    (error) => (String(error).includes('File not found') ? 5 : String(error)),
  );
  return {
    services: (await reflected.listServices()).sort(),
    methods: (await reflected.listMethods('bench.v1.Runs')).map((it) => it.name).sort(),
    missing,
  };
}

const reflection = (client) => reflectionOf(client, 'v1');
const reflection_alpha = (client) => reflectionOf(client, 'v1alpha');

const checks = {
  unary,
  upload,
  repeat,
  talk,
  deadline,
  time_left,
  cancel,
  failure,
  crash,
  unknown_method,
  unknown_service,
  large,
  zipped,
  too_large,
  health,
  reflection,
  reflection_alpha,
  ...runsChecks,
};

async function main() {
  const client = new Client(process.argv[2], process.argv[3]);
  const results = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      results[name] = await check(client);
    } catch (error) {
      results[name] = { broken: String(error) };
    }
  }
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

main();
