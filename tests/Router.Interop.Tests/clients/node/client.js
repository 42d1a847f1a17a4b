// A gRPC client on @grpc/grpc-js. Reads commands as JSON, one on each line of its input; writes one JSON line for each answer.
'use strict';

const fs = require('node:fs');
const http2 = require('node:http2');
const readline = require('node:readline');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const options = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true };
const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, options));
const { Echo } = load(`${__dirname}/../../echo.proto`).router.interop.v1;
// The standard services as their publishers write them, not as the server does.
const { Health } = load(require.resolve('grpc-health-check/proto/health/v1/health.proto')).grpc.health.v1;
const { ServerReflection } = load(
  require.resolve('@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto')).grpc.reflection.v1;

const { Router } = load(`${__dirname}/../../../../src/Router.Contracts/Api/router.proto`).router.v1;

const raw = (bytes) => Buffer.from(bytes);
const inAnHour = () => new Date(Date.now() + 3600_000);

function connect(Client, command, channelOptions = {}) {
  const credentials = command.root_certificate
    ? grpc.credentials.createSsl(fs.readFileSync(command.root_certificate))
    : grpc.credentials.createInsecure();
  return new Client(command.target, credentials, { 'grpc.max_receive_message_length': -1, ...channelOptions });
}

const ended = (error) => ({ code: error?.code ?? 0, details: error?.details ?? '' });

function plain(metadata) {
  const entries = {};
  for (const key of Object.keys(metadata.getMap()))
    entries[key] = metadata.get(key).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value));
  return entries;
}

// One call with one answer; never rejects.
function say(client, request, { metadata = new grpc.Metadata(), deadline = inAnHour() } = {}) {
  return new Promise((resolve) => {
    const answer = { headers: {}, trailers: {} };
    const call = client.Say(request, metadata, { deadline }, (error, reply) => {
      Object.assign(answer, ended(error), reply && { text: reply.text, bytes: reply.payload.length, time_left_ms: reply.time_left_ms });
    });
    call.on('metadata', (received) => { answer.headers = plain(received); });
    call.on('status', (status) => { answer.trailers = plain(status.metadata); setImmediate(() => resolve(answer)); });
  });
}

function route(client, request) {
  return new Promise((resolve) => {
    const answer = {};
    const call = client.Route(request, new grpc.Metadata(), { deadline: inAnHour() },
      (error, decision) => Object.assign(answer, ended(error), { decision }));
    call.on('status', (status) => { answer.trailers = plain(status.metadata); setImmediate(() => resolve(answer)); });
  });
}

// Collects the replies of a stream; resolves with them and the status.
function collect(call, onReply = () => {}) {
  return new Promise((resolve) => {
    const texts = [];
    call.on('data', (reply) => { texts.push(reply.text); onReply(reply, texts.length); });
    call.on('error', () => {});
    call.on('status', (status) => resolve({ texts, code: status.code, details: status.details }));
  });
}

function generic(client, path, request) {
  return new Promise((resolve) => client.makeUnaryRequest(path, raw, raw, request, (error) => resolve(ended(error))));
}

function ask(call, request) {
  return new Promise((resolve, reject) => {
    call.once('data', resolve);
    call.once('error', reject);
    call.write(request);
  });
}

const scenarios = {
  unary: (command) => say(connect(Echo, command), { text: command.text }),

  async server_stream(command) {
    return collect(connect(Echo, command).Repeat({ text: command.text, count: command.count }));
  },

  // The next request is sent when the reply to the one before has come.
  async duplex(command) {
    const call = connect(Echo, command).Chat();
    const texts = [...command.texts];
    const done = collect(call, () => (texts.length ? call.write({ text: texts.shift() }) : call.end()));
    call.write({ text: texts.shift() });
    return done;
  },

  deadline: (command) => say(
    connect(Echo, command), { text: command.text, wait: true }, { deadline: new Date(Date.now() + command.timeout_ms) }),

  time_left: (command) => say(connect(Echo, command), {}, { deadline: new Date(Date.now() + command.timeout_ms) }),

  async stream_deadline(command) {
    const deadline = new Date(Date.now() + command.timeout_ms);
    return collect(connect(Echo, command).Repeat({ text: command.text, count: 1, wait: true }, { deadline }));
  },

  async client_cancels(command) {
    const call = connect(Echo, command).Chat();
    const done = collect(call, () => call.cancel());
    call.write({ text: command.text, wait: true });
    return done;
  },

  // The client goes on sending; the server ends the call.
  async server_cancels(command) {
    const call = connect(Echo, command).Chat();
    const done = collect(call, (reply, count) => {
      if (count === 1) call.write({ text: 'enough', fail_code: command.code, fail_message: command.message });
    });
    call.write({ text: 'more' });
    return done;
  },

  oversize_request: (command) => say(connect(Echo, command), { payload: Buffer.alloc(command.bytes, 120) }),

  oversize_response: (command) => say(connect(Echo, command), { reply_bytes: command.bytes }),

  own_limit: (command) => say(
    connect(Echo, command, { 'grpc.max_receive_message_length': command.limit }), { reply_bytes: command.bytes }),

  gzip: (command) => say(
    connect(Echo, command, { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip }),
    { payload: Buffer.alloc(command.bytes, 120) }),

  method: (command) => generic(connect(grpc.Client, command), command.path, Buffer.alloc(0)),

  broken_message: (command) => generic(
    connect(grpc.Client, command), '/router.interop.v1.Echo/Say', Buffer.from(command.request, 'base64')),

  metadata(command) {
    const metadata = new grpc.Metadata();
    metadata.add('x-text', 'plain, with a comma');
    metadata.add('x-twice', 'first');
    metadata.add('x-twice', 'second');
    metadata.add('x-data-bin', Buffer.from(command.bytes, 'base64'));
    return say(connect(Echo, command), {}, { metadata });
  },

  failure: (command) => say(connect(Echo, command), { fail_code: command.code, fail_message: command.message }),

  crash: (command) => say(connect(Echo, command), { crash: true }),

  // All streams are open before the first one ends.
  async parallel(command) {
    const client = connect(Echo, command);
    const calls = Array.from({ length: command.streams }, () => client.Chat());
    const ends = calls.map((call) => collect(call));
    const replies = await Promise.all(calls.map((call, i) => ask(call, { text: `${i}` })));
    for (const call of calls) call.end();
    const codes = (await Promise.all(ends)).map((end) => end.code);
    return { texts: replies.map((reply) => reply.text), codes };
  },

  async health(command) {
    const client = connect(Health, command);
    const answer = {};
    for (const service of command.services) {
      answer[service] = await new Promise((resolve) => client.Check({ service }, (error, reply) => resolve({ ...ended(error), status: reply?.status })));
    }
    return answer;
  },

  health_list: (command) => new Promise((resolve) => connect(Health, command).List({}, (error, reply) => resolve({ ...ended(error), ...reply }))),

  // Says each state as it comes.
  health_watch(command) {
    return new Promise((resolve) => {
      const call = connect(Health, command).Watch({ service: command.service });
      let count = 0;
      call.on('data', (reply) => {
        if (++count < command.count) print({ status: reply.status });
        else { resolve({ status: reply.status }); call.cancel(); }
      });
      call.on('error', (error) => resolve(ended(error)));
    });
  },

  // Learns what the server serves from the server alone, and calls it.
  async reflection(command) {
    const call = connect(ServerReflection, command).ServerReflectionInfo();
    const listed = await ask(call, { list_services: '*' });
    const file = await ask(call, { file_containing_symbol: 'router.interop.v1.Echo' });
    const unknown = await ask(call, { file_containing_symbol: 'no.such.Symbol' });
    call.end();
    const files = file.file_descriptor_response.file_descriptor_proto;
    const set = Buffer.concat(files.map((bytes) => Buffer.concat([Buffer.from([0x0a]), varint(bytes.length), bytes])));
    const found = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(set, options)).router.interop.v1;
    const said = await say(connect(found.Echo, command), { text: command.text });
    return { services: listed.list_services_response.service.map((service) => service.name), error: unknown.error_response.error_code, text: said.text };
  },

  // Not a gRPC client at all: plain HTTP/2.
  http2(command) {
    return new Promise((resolve, reject) => {
      const session = http2.connect(`http://${command.target}`);
      session.on('error', reject);
      const request = session.request({ ':path': '/router.interop.v1.Echo/Say', ...command.headers });
      request.on('response', (headers) => { resolve({ status: headers[':status'], grpc_status: headers['grpc-status'] ?? null }); session.close(); });
      request.on('error', reject);
      request.end();
    });
  },

  route: (command) => route(connect(Router, command), command.request),

  // All at once, on one connection.
  async route_many(command) {
    const client = connect(Router, command);
    return { answers: await Promise.all(Array.from({ length: command.count }, () => route(client, command.request))) };
  },

  // Says when the stream is open, and how the server ends it.
  async open_stream(command) {
    const call = connect(Echo, command).Chat();
    const done = collect(call, () => print({ open: true }));
    call.write({ text: 'hold' });
    return done;
  },
};

function varint(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

const print = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

async function main() {
  print({ ready: `grpc-js ${require('@grpc/grpc-js/package.json').version}` });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    try {
      print(await scenarios[command.scenario](command));
    } catch (error) {
      print({ failed: error.stack });
    }
  }
  process.exit(0);
}

main();
