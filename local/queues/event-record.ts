import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";

type Attribute = Omit<MessageAttributeValue, "BinaryValue"> & { readonly BinaryValue?: string };

/** A message as SQS sends it: bytes are base64, which its client would decode. */
export type SentMessage = Omit<Message, "MessageAttributes"> & {
  readonly MessageAttributes?: Readonly<Record<string, Attribute>>;
};

/** A received message in the shape in which Lambda hands it to a function. */
export function eventRecord(message: SentMessage, eventSourceARN: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attribute(value)]),
    ),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: eventSourceARN.split(":")[3],
  };
}

function attribute({ StringValue, BinaryValue, DataType }: Attribute) {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
