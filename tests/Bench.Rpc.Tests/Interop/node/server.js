// The echo service; prints its port, then each call it sees cancelled, and ends with its input.
//
// server.js DESCRIPTORS
'use strict';

const grpc = require('@grpc/grpc-js');
const { Contract } = require('./contract.js');

const contract = new Contract(process.argv[2]);

function replyTo(request, call) {
  const seconds = (new Date(call.getDeadline()).getTime() - Date.now()) / 1000;
  return {
    text: request.text,
    count: request.count,
    payload: request.payload,
    mark: call.metadata.get('x-mark')[0] ?? '',
    mark_binary: call.metadata.get('x-mark-bin')[0] ?? Buffer.alloc(0),
    seconds_left: Number.isFinite(seconds) ? seconds : 0,
  };
}

function failureOf(request) {
  const metadata = new grpc.Metadata();
  const status = contract.statusWith(request.fail_with, request.text, 'ASKED_FOR');
  metadata.set('grpc-status-details-bin', Buffer.from(status));
  return { code: request.fail_with, details: request.text, metadata };
}

const hang = (call) =>
  call.on('cancelled', () => console.log(`cancelled ${call.request.text}`));

const echo = {
  Say(call, answer) {
    if (call.request.fail_with) {
      answer(failureOf(call.request));
    } else if (call.request.hang) {
      hang(call);
    } else {
      const trailers = new grpc.Metadata();
      trailers.set('x-served-by', 'Say');
      trailers.set('x-served-bin', Buffer.from([0, 255, 10]));
      answer(null, replyTo(call.request, call), trailers);
    }
  },
  Sum(call, answer) {
    const texts = [];
    let count = 0;
    call.on('data', (request) => {
      texts.push(request.text);
      count += request.count;
    });
    call.on('end', () => answer(null, { text: texts.join(' '), count }));
  },
  Repeat(call) {
    const metadata = new grpc.Metadata();
    metadata.set('x-begun', 'yes');
    call.sendMetadata(metadata);
    for (let i = 0; i < call.request.count; i++) {
      call.write({ ...replyTo(call.request, call), count: i });
    }
    if (call.request.fail_with) {
      call.emit('error', failureOf(call.request));
    } else if (call.request.hang) {
      hang(call);
    } else {
      call.end();
    }
  },
  Talk(call) {
    call.on('data', (request) => call.write(replyTo(request, call)));
    call.on('end', () => call.end());
  },
};

const server = new grpc.Server();
const { Nothing, ...served } = contract.packages.bench.test.Echo.service;
server.addService(served, echo);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(port);
});
process.stdin.on('end', () => process.exit(0)).resume();
