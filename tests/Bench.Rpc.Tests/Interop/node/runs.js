// Calls of bench.v1, as an operator and as a worker.
'use strict';

async function start(client) {
  const parts = ['{"id":', '"r', '1"}'].map((it) => ({ config_json: Buffer.from(it) }));
  return (await client.upload(client.runs, 'Start', parts)).id;
}

async function get(client) {
  const { reply } = await client.unary(client.runs, 'Get', { run_id: 'r1' });
  const missing = await client.error(() => client.unary(client.runs, 'Get', { run_id: 'no' }));
  return {
    vms: reply.vms.map((it) => it.vm),
    created: reply.run.created_at.seconds,
    left: reply.run.estimated_seconds_left,
    missing: missing.code,
  };
}

const watch = async (client) =>
  (await client.all(client.runs.Watch({ run_id: 'r1' }))).map((it) => it.body);

function connect(client) {
  return new Promise((resolve, reject) => {
    const call = client.workers.Connect();
    const commands = [];
    call.on('data', (command) => {
      commands.push(command.body);
      if (command.body === 'ping') {
        call.write({ sequence: 2, pong: { id: command.ping.id } });
      } else if (command.body === 'go') {
        call.end();
      }
    });
    call.on('error', reject);
    call.on('end', () => resolve(commands));
    call.write({ sequence: 1, hello: { run_id: 'r1', vm: 'vm-1' } });
  });
}

exports.runsChecks = { start, get, watch, connect };
