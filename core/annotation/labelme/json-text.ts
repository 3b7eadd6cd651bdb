/**
 * JSON with its text: every value knows where it stands, so that a file can be changed in one place
 * and stay as it was in all others. Reads what Python writes, NaN and Infinity too. Bounded in size,
 * depth and number of values.
 */

interface Place {
  /** First character. */
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly value: JsonNode;
}

export type JsonNode = Place &
  (
    | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
    | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
    | { readonly kind: 'string' }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'literal'; readonly value: boolean | null }
  );

export type JsonObject = Extract<JsonNode, { kind: 'object' }>;

const MAX_CHARACTERS = 256 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_NODES = 4_000_000;

/** Where and why a text is not JSON. */
export class JsonTextError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'JsonTextError';
    this.offset = offset;
  }
}

const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const NUMBER = /-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|Infinity)|NaN/y;
const LITERALS = { t: ['true', true], f: ['false', false], n: ['null', null] } as const;

/** @throws JsonTextError */
export function parseJsonText(text: string): JsonNode {
  if (text.length > MAX_CHARACTERS)
    throw new JsonTextError(
      `it has ${String(text.length)} characters; at most ${String(MAX_CHARACTERS)} are read`,
      0,
    );
  return new Parser(text).document();
}

/** The value of a string node. */
export function stringOf(text: string, node: JsonNode): string {
  const raw = text.slice(node.start, node.end);
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** The last member of this name: what every reader takes where a name stands twice. */
export function memberOf(node: JsonObject, key: string): JsonNode | null {
  return node.members.findLast((member) => member.key === key)?.value ?? null;
}

/** Line and column, from 1. */
export function lineOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

class Parser {
  private at = 0;
  private nodes = 0;

  constructor(private readonly text: string) {}

  document(): JsonNode {
    if (this.text.startsWith('\uFEFF')) this.at = 1;
    this.space();
    const node = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail('something follows the end');
    return node;
  }

  private fail(message: string, offset = this.at): never {
    throw new JsonTextError(message, offset);
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) this.fail(`it is nested deeper than ${String(MAX_DEPTH)} levels`);
    if (++this.nodes > MAX_NODES) this.fail(`it holds more than ${String(MAX_NODES)} values`);
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"': {
        const start = this.at;
        this.string();
        return { kind: 'string', start, end: this.at };
      }
      case 't':
      case 'f':
      case 'n':
        return this.literal(this.text[this.at] as 't' | 'f' | 'n');
      case undefined:
        return this.fail('it ends in the middle');
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonNode {
    const start = this.at++;
    const members: JsonMember[] = [];
    this.space();
    while (this.text[this.at] !== '}') {
      if (members.length > 0) this.expect(',');
      this.space();
      const keyStart = this.at;
      if (this.text[this.at] !== '"') this.fail('a name in quotes is expected');
      this.string();
      const key = stringOf(this.text, { kind: 'string', start: keyStart, end: this.at });
      this.space();
      this.expect(':');
      this.space();
      members.push({ key, start: keyStart, value: this.value(depth + 1) });
      this.space();
    }
    this.at++;
    return { kind: 'object', start, end: this.at, members };
  }

  private array(depth: number): JsonNode {
    const start = this.at++;
    const items: JsonNode[] = [];
    this.space();
    while (this.text[this.at] !== ']') {
      if (items.length > 0) {
        this.expect(',');
        this.space();
      }
      items.push(this.value(depth + 1));
      this.space();
    }
    this.at++;
    return { kind: 'array', start, end: this.at, items };
  }

  private expect(sign: string): void {
    if (this.text[this.at] !== sign)
      this.fail(this.at >= this.text.length ? 'it ends in the middle' : `"${sign}" is expected`);
    this.at++;
  }

  private string(): void {
    const start = this.at++;
    for (;;) {
      PLAIN.lastIndex = this.at;
      PLAIN.test(this.text);
      this.at = PLAIN.lastIndex;
      const sign = this.text[this.at];
      if (sign === '"') {
        this.at++;
        return;
      }
      if (sign === undefined) this.fail('a text is not closed', start);
      if (sign !== '\\') this.fail('a control character stands in a text');
      ESCAPE.lastIndex = ++this.at;
      if (!ESCAPE.test(this.text)) this.fail('an unknown escape stands in a text');
      this.at = ESCAPE.lastIndex;
    }
  }

  private number(): JsonNode {
    const start = this.at;
    NUMBER.lastIndex = start;
    if (!NUMBER.test(this.text)) this.fail('a value is expected');
    this.at = NUMBER.lastIndex;
    return { kind: 'number', start, end: this.at, value: Number(this.text.slice(start, this.at)) };
  }

  private literal(first: 't' | 'f' | 'n'): JsonNode {
    const [word, value] = LITERALS[first];
    const start = this.at;
    if (!this.text.startsWith(word, start)) this.fail('a value is expected');
    this.at += word.length;
    return { kind: 'literal', start, end: this.at, value };
  }
}
