// The contract's packages, from the same files as the server's, and details of errors.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../../..');
const standard = path.join(root, 'src/Bench.Rpc/Standard');

exports.load = () =>
  grpc.loadPackageDefinition(
    loader.loadSync(
      ['echo.proto', 'bench/v1/coordinator.proto', 'grpc/health/v1/health.proto'],
      {
        keepCase: true,
        longs: Number,
        enums: Number,
        defaults: true,
        oneofs: true,
        includeDirs: [path.join(__dirname, '../../Echo'), path.join(root, 'protos'), standard],
      },
    ),
  );

const errors = new protobuf.Root();
errors.resolvePath = (_, target) =>
  target.startsWith('google/protobuf/') ? target : path.join(standard, target);
errors.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);
const Status = errors.lookupType('google.rpc.Status');
const ErrorInfo = errors.lookupType('google.rpc.ErrorInfo');

exports.reasonIn = (bytes) => {
  for (const detail of Status.decode(bytes).details) {
    if (detail.type_url.endsWith('/google.rpc.ErrorInfo')) {
      return ErrorInfo.decode(detail.value).reason;
    }
  }
  return '';
};

exports.statusWith = (code, message, reason) =>
  Status.encode({
    code,
    message,
    details: [
      {
        type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
        value: ErrorInfo.encode({ reason }).finish(),
      },
    ],
  }).finish();
