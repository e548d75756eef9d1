import protobuf from 'protobufjs';

/**
 * `pbbp2.Frame`, as the official SDKs have it (larksuite/oapi-sdk-go, ws/pbbp2.proto), but for the two `uint64`:
 * both are varints on the wire and always 0 here, and the SDK, if it is loaded too, takes the support for 64
 * bits away from all who use protobufjs in the same process.
 */
const FRAME = protobuf
  .parse(
    `syntax = "proto2"; package pbbp2;
    message Header { required string key = 1; required string value = 2; }
    message Frame {
      required uint32 SeqID = 1; required uint32 LogID = 2;
      required int32 service = 3; required int32 method = 4;
      repeated Header headers = 5;
      optional string payloadEncoding = 6; optional string payloadType = 7;
      optional bytes payload = 8; optional string LogIDNew = 9;
    }`,
    { keepCase: true },
  )
  .root.lookupType('pbbp2.Frame');

export const CONTROL = 0;
export const DATA = 1;

export interface Frame {
  /** {@link CONTROL} or {@link DATA}. */
  readonly method: number;
  readonly service: number;
  /** `type`, and for data `message_id`, `sum`, `seq`, `trace_id`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

export function encodeFrame({ headers, ...frame }: Frame): Uint8Array {
  const listed = Object.entries(headers).map(([key, value]) => ({ key, value }));
  return FRAME.encode(FRAME.fromObject({ SeqID: 0, LogID: 0, ...frame, headers: listed })).finish();
}

/** Throws if the bytes are no frame. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const frame = FRAME.toObject(FRAME.decode(bytes), { arrays: true }) as {
    method: number;
    service: number;
    headers: { key: string; value: string }[];
    payload?: Uint8Array;
  };
  return {
    method: frame.method,
    service: frame.service,
    headers: Object.fromEntries(frame.headers.map(({ key, value }) => [key, value])),
    payload: frame.payload ?? new Uint8Array(),
  };
}
