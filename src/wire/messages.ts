import { TscomposeError } from '../base/errors.js';
import { MESSAGES, RECORDS, STREAMS } from './definition.js';
import { FieldWriter, iterateFields, readBoolean, readSigned, readString, readUnsigned } from './fields.js';
import { type Frame, frameHeader, MAX_PAYLOAD, MAX_STREAM_PAYLOAD, malformed } from './frames.js';

export const PROTOCOL_VERSION = 4;

type RecordName = keyof typeof RECORDS;
export type MessageName = keyof typeof MESSAGES;
export type StreamName = keyof typeof STREAMS;

interface ScalarKinds {
  Unsigned: number;
  Signed: number;
  Boolean: boolean;
  String: string;
  StringList: readonly string[];
  OptionalSigned: number | null;
}
type RecordLists = { [R in RecordName as `${R}List`]: readonly FieldsOf<(typeof RECORDS)[R]>[] };
type Kinds = ScalarKinds & RecordLists;
type FieldTable = Readonly<Record<string, readonly [tag: number, kind: keyof Kinds]>>;
type FieldsOf<Table extends FieldTable> = { readonly [Name in keyof Table]: Kinds[Table[Name][1]] };

type FieldMessages = { [N in MessageName]: { readonly type: N } & FieldsOf<(typeof MESSAGES)[N]['fields']> };
type StreamMessages = { [N in StreamName]: { readonly type: N; readonly data: Buffer } };

/** Every message, told apart by `type`. */
export type Message = (FieldMessages & StreamMessages)[MessageName | StreamName];
/** The message of one type, e.g. `MessageOf<'Start'>`. */
export type MessageOf<N extends MessageName | StreamName> = (FieldMessages & StreamMessages)[N];

export type MountRecord = FieldsOf<(typeof RECORDS)['Mount']>;
export type DeviceRecord = FieldsOf<(typeof RECORDS)['Device']>;
export type CgroupSettingRecord = FieldsOf<(typeof RECORDS)['CgroupSetting']>;
export type ResourceLimitRecord = FieldsOf<(typeof RECORDS)['ResourceLimit']>;
export type ReservedPortRecord = FieldsOf<(typeof RECORDS)['ReservedPort']>;
export type StartMessage = MessageOf<'Start'>;
export type StartedMessage = MessageOf<'Started'>;
export type StartFailedMessage = MessageOf<'StartFailed'>;
export type ExitedMessage = MessageOf<'Exited'>;
export type StateMessage = MessageOf<'State'>;
export type ExecMessage = MessageOf<'Exec'>;
export type AttachMessage = MessageOf<'Attach'>;
export type AttachedMessage = MessageOf<'Attached'>;
export type ExecFailedMessage = MessageOf<'ExecFailed'>;
export type ExecExitedMessage = MessageOf<'ExecExited'>;
/** What a monitor tells of commands that clients had executed. */
export type ExecNews = MessageOf<'ExecBegan'> | MessageOf<'ExecEnded'>;

const messageNames = new Map<number, MessageName>(
  Object.entries(MESSAGES).map(([name, { type }]) => [type, name as MessageName]),
);
const streamNames = new Map<number, StreamName>(
  Object.entries(STREAMS).map(([name, type]) => [type, name as StreamName]),
);

/** Bytes a frame of this type may carry; undefined for an unknown type. For {@link FrameReader}. */
export function payloadLimit(type: number): number | undefined {
  if (streamNames.has(type)) return MAX_STREAM_PAYLOAD;
  return messageNames.has(type) ? MAX_PAYLOAD : undefined;
}

/**
 * The whole frame of a message, header included.
 * @throws TscomposeError INTERNAL when a string holds NUL, a number is no safe integer, or the whole is over its limit
 */
export function encodeMessage(message: Message): Buffer {
  if ('data' in message) {
    limited(message.data.length, MAX_STREAM_PAYLOAD, message.type);
    return Buffer.concat([frameHeader(STREAMS[message.type], message.data.length), message.data]);
  }
  const { type, fields } = MESSAGES[message.type];
  const payload = encodeFields(fields, message as unknown as Values);
  limited(payload.length, MAX_PAYLOAD, message.type);
  return Buffer.concat([frameHeader(type, payload.length), payload]);
}

/**
 * The message in a frame. Missing fields have their zero value ('' 0 false [] null), unknown ones are skipped.
 * @throws TscomposeError INTERNAL when the payload is malformed
 */
export function decodeMessage(frame: Frame): Message {
  const stream = streamNames.get(frame.type);
  if (stream !== undefined) return { type: stream, data: frame.payload };
  const name = messageNames.get(frame.type);
  if (name === undefined) throw malformed(`unknown frame type ${frame.type}`);
  const fields = decodeFields(MESSAGES[name].fields, frame.payload);
  return { type: name, ...fields } as unknown as Message;
}

type Values = Readonly<Record<string, unknown>>;

function limited(bytes: number, limit: number, type: string): void {
  if (bytes > limit) throw unsendable(`a ${type} message of ${bytes} bytes exceeds ${limit}`);
}

function unsendable(what: string): TscomposeError {
  return new TscomposeError('INTERNAL', `cannot be sent to the monitor: ${what}`, {
    action: 'write to monitor',
  });
}

function recordTable(kind: string): FieldTable | undefined {
  return kind.endsWith('List') ? (RECORDS as Record<string, FieldTable>)[kind.slice(0, -4)] : undefined;
}

function encodeFields(table: FieldTable, values: Values): Buffer {
  const writer = new FieldWriter();
  for (const [name, [tag, kind]] of Object.entries(table)) {
    const value = values[name];
    if (value === null && kind === 'OptionalSigned') continue;
    if (Array.isArray(value)) {
      const nested = recordTable(kind);
      for (const item of value) {
        if (nested === undefined) writeScalar(writer, name, tag, kind, item);
        else writer.bytes(tag, encodeFields(nested, item));
      }
    } else {
      writeScalar(writer, name, tag, kind, value);
    }
  }
  return writer.payload();
}

function writeScalar(
  writer: FieldWriter,
  name: string,
  tag: number,
  kind: keyof Kinds,
  value: unknown,
): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw unsendable(`NUL in ${name}`);
    writer.bytes(tag, Buffer.from(value, 'utf8'));
  } else if (typeof value === 'boolean') {
    writer.integer(tag, value ? 1 : 0);
  } else if (Number.isSafeInteger(value) && !(kind === 'Unsigned' && Number(value) < 0)) {
    writer.integer(tag, Number(value));
  } else {
    throw unsendable(`${String(value)} as ${name}`);
  }
}

const READERS = {
  Unsigned: readUnsigned,
  Signed: readSigned,
  OptionalSigned: readSigned,
  Boolean: readBoolean,
  String: readString,
  StringList: readString,
} as const;

const ZEROS: Readonly<Record<keyof ScalarKinds, unknown>> = {
  Unsigned: 0,
  Signed: 0,
  OptionalSigned: null,
  Boolean: false,
  String: '',
  StringList: [],
};

function decodeFields(table: FieldTable, payload: Buffer): Values {
  const values: Record<string, unknown> = {};
  const byTag = new Map<number, readonly [string, keyof Kinds]>();
  for (const [name, [tag, kind]] of Object.entries(table)) {
    byTag.set(tag, [name, kind]);
    values[name] = kind.endsWith('List') ? [] : ZEROS[kind as keyof ScalarKinds];
  }
  for (const { tag, value } of iterateFields(payload)) {
    const known = byTag.get(tag);
    if (known === undefined) continue;
    const [name, kind] = known;
    const nested = recordTable(kind);
    const read =
      nested === undefined ? READERS[kind as keyof ScalarKinds](value) : decodeFields(nested, value);
    if (kind.endsWith('List')) (values[name] as unknown[]).push(read);
    else values[name] = read;
  }
  return values;
}
