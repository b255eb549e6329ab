// The contract's packages, made from the descriptors that the tests write, and details of errors.
'use strict';

const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');
require('protobufjs/ext/descriptor');

class Contract {
  constructor(path) {
    const descriptors = fs.readFileSync(path);
    this.packages = grpc.loadPackageDefinition(
      loader.loadFileDescriptorSetFromBuffer(descriptors, {
        keepCase: true,
        longs: Number,
        enums: Number,
        defaults: true,
        oneofs: true,
      }),
    );
    const root = protobuf.Root.fromDescriptor(descriptors);
    this.status = root.lookupType('google.rpc.Status');
    this.errorInfo = root.lookupType('google.rpc.ErrorInfo');
  }

  reasonIn(bytes) {
    for (const detail of this.status.decode(bytes).details) {
      const url = detail.typeUrl ?? detail.type_url;
      if (url.endsWith('/google.rpc.ErrorInfo')) {
        return this.errorInfo.decode(detail.value).reason;
      }
    }
    return '';
  }

  statusWith(code, message, reason) {
    const url = 'type.googleapis.com/google.rpc.ErrorInfo';
    const value = this.errorInfo.encode({ reason }).finish();
    const details = [{ typeUrl: url, type_url: url, value }];
    return this.status.encode({ code, message, details }).finish();
  }
}

exports.Contract = Contract;
