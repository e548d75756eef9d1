// An HTTP server that answers what Feishu would about an instance and a message, at once, in a process of its own.
import { createServer } from 'node:http';
import { submittedForm } from './sampleForm.mjs';

const instance = JSON.stringify({
  code: 0,
  msg: 'success',
  data: {
    approval_name: '采购申请',
    status: 'PENDING',
    form: JSON.stringify(submittedForm(20)),
    task_list: [],
  },
});
const message = JSON.stringify({ code: 0, msg: 'success', data: { message_id: 'om_1', chat_id: 'oc_1' } });

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('x-tt-logid', '20261124000000ABCDEF');
    response.end(request.method === 'GET' ? instance : message);
  });
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('SIGTERM', () => process.exit(0));
