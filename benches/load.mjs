// Sends requests and reads replies over keep-alive connections.
//
// It shares the machine with the measured process, so it does little work: a request is prepared bytes, and a reply is
// framed by its content-length. This takes a third of the time of Node's own client.
import { connect } from "node:net";

/** The bytes of a request. */
export function message(method, path, { key, body = Buffer.alloc(0), host = "localhost", headers = [] } = {}) {
  const head = [`${method} ${path} HTTP/1.1`, `host: ${host}`, `content-length: ${body.length}`, ...headers];
  if (key) head.push(`authorization: Bearer ${key}`);
  if (method === "GET") head.splice(2, 1);
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

/** The body of the reply, which must be a success. */
export async function ask(port, request) {
  const free = idle.get(port) ?? [];
  idle.set(port, free);
  const connection = free.pop() ?? new Connection(port);
  const { status, body } = await connection.ask(request);
  if (connection.open) free.push(connection);
  if (status >= 200 && status < 300) return body;
  const line = request.subarray(0, request.indexOf("\r\n"));
  throw new Error(`${line} was answered ${status} ${body}`);
}

/** `ask`, for replies that are JSON. */
export async function json(port, request) {
  return JSON.parse(await ask(port, request));
}

/** Calls `one(0)` … `one(count - 1)`, at most `width` at a time. Resolves to how many a second. */
export async function volley(count, width, one) {
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
  return (count * 1000) / (performance.now() - start);
}

/** Free connections by port. */
const idle = new Map();

class Connection {
  open = true;
  #socket;
  #received = [];
  #length = 0;
  #head;
  #waiting;

  constructor(port) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (data) => this.#read(data));
    this.#socket.on("error", (error) => this.#end(error));
    this.#socket.on("end", () => this.#end(new Error("the server ended the connection before the reply came")));
    this.#socket.on("close", () => this.#end(new Error("the connection was closed before the reply came")));
  }

  ask(request) {
    return new Promise((answered, failed) => {
      this.#waiting = { answered, failed };
      this.#socket.write(request);
    });
  }

  #read(data) {
    this.#received.push(data);
    this.#length += data.length;
    this.#head ??= this.#readHead();
    if (!this.#head || this.#length < this.#head.end) return;
    const { status, start, end } = this.#head;
    const body = Buffer.concat(this.#received).subarray(start, end);
    const { answered } = this.#waiting;
    this.#received = [];
    this.#length = 0;
    this.#head = this.#waiting = undefined;
    answered({ status, body });
  }

  #readHead() {
    const bytes = Buffer.concat(this.#received);
    const blank = bytes.indexOf("\r\n\r\n");
    if (blank === -1) return undefined;
    const text = bytes.latin1Slice(0, blank);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text);
    if (!length) throw new Error(`a reply without content-length:\n${text}`);
    return { status: Number(text.slice(9, 12)), start: blank + 4, end: blank + 4 + Number(length[1]) };
  }

  #end(error) {
    this.open = false;
    const free = idle.values().find((free) => free.includes(this));
    free?.splice(free.indexOf(this), 1);
    this.#waiting?.failed(error);
    this.#waiting = undefined;
  }
}
