import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { google } from "googleapis";
import { PDFDocument } from "pdf-lib";

const s3 = new S3Client({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function handler(event) {
  const order = await documents.send(new GetCommand({ TableName: "orders", Key: { id: event.id } }));
  const template = await s3.send(new GetObjectCommand({ Bucket: "templates", Key: event.template }));
  const pdf = await PDFDocument.load(await template.Body.transformToByteArray());
  const sheets = google.sheets("v4");
  return { order: order.Item, pages: pdf.getPageCount(), sheets: sheets.spreadsheets !== undefined };
}
