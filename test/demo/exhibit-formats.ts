import { crc32 } from 'node:zlib'

/** A PDF of one page with one line of text; the filling lies in streams that no page names. ISO 32000-1, 7.5. */
export function pdfOf(line: string, filling: Uint8Array): Buffer {
  const stream = (content: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`<< /Length ${content.length} >>\nstream\n`),
      content,
      Buffer.from('\nendstream'),
    ])
  const step = 1024 * 1024
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    ),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    stream(Buffer.from(`BT /F1 18 Tf 72 770 Td (${line}) Tj ET`)),
    ...Array.from({ length: Math.ceil(filling.length / step) }, (_, at) =>
      stream(filling.subarray(at * step, (at + 1) * step)),
    ),
  ]
  const pieces = [Buffer.from('%PDF-1.4\n')]
  let length = pieces[0]?.length ?? 0
  const places = objects.map((object, at) => {
    const place = length
    const piece = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    pieces.push(piece)
    length += piece.length
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const count = objects.length + 1
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}`
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...pieces, Buffer.from(table + trailer)])
}

/** Pixels of a page of `tiffOf`. */
const [width, height] = [800, 1100]

/** Pages in grey, one byte a pixel, uncompressed, in one TIFF whose pages are described by a line. TIFF 6.0, 2 and 4. */
export function tiffOf(line: string, pixels: Uint8Array): Buffer {
  const description = Buffer.from(`${line}\0`)
  const pageBytes = width * height
  const pages = Math.floor(pixels.length / pageBytes)
  const entries = 9
  const directoryBytes = 2 + entries * 12 + 4
  const pixelsAt = 8 + description.length
  const directoriesAt = pixelsAt + pages * pageBytes
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1')
  header.writeUInt32LE(directoriesAt, 4)
  const directories = Array.from({ length: pages }, (_, page) => {
    // Tag, type (2 text, 3 short, 4 long), count, and value or place.
    const fields = [
      ...[[256, 4, 1, width] as const, [257, 4, 1, height] as const, [258, 3, 1, 8] as const],
      ...[[259, 3, 1, 1] as const, [262, 3, 1, 1] as const, [270, 2, description.length, 8] as const],
      ...[[273, 4, 1, pixelsAt + page * pageBytes] as const, [278, 4, 1, height] as const],
      [279, 4, 1, pageBytes] as const,
    ]
    const directory = Buffer.alloc(directoryBytes)
    directory.writeUInt16LE(entries)
    for (const [at, [tag, type, count, value]] of fields.entries()) {
      directory.writeUInt16LE(tag, 2 + at * 12)
      directory.writeUInt16LE(type, 4 + at * 12)
      directory.writeUInt32LE(count, 6 + at * 12)
      directory.writeUInt32LE(value, 10 + at * 12)
    }
    const next = page + 1 < pages ? directoriesAt + (page + 1) * directoryBytes : 0
    directory.writeUInt32LE(next, directoryBytes - 4)
    return directory
  })
  return Buffer.concat([header, description, pixels.subarray(0, pages * pageBytes), ...directories])
}

const office = 'http://schemas.openxmlformats.org'

/** A workbook of one sheet of texts, as XLSX (ECMA-376) in a ZIP without compression. */
export function workbookOf(rows: readonly (readonly string[])[]): Buffer {
  const cells = rows.map(
    (row) => `<row>${row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
  )
  const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`)
  const relation = (type: string, target: string): Buffer =>
    xml(
      `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`,
    )
  const kind = (part: string, type: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`
  const kinds = kind('/xl/workbook.xml', 'sheet.main') + kind('/xl/worksheets/sheet1.xml', 'worksheet')
  const rels =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
  return zipOf([
    [
      '[Content_Types].xml',
      xml(`<Types xmlns="${office}/package/2006/content-types">${rels}${kinds}</Types>`),
    ],
    ['_rels/.rels', relation('officeDocument', 'xl/workbook.xml')],
    [
      'xl/workbook.xml',
      xml(
        `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="Payments" sheetId="1" r:id="r1"/></sheets></workbook>`,
      ),
    ],
    ['xl/_rels/workbook.xml.rels', relation('worksheet', 'worksheets/sheet1.xml')],
    [
      'xl/worksheets/sheet1.xml',
      xml(
        `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${cells.join('')}</sheetData></worksheet>`,
      ),
    ],
  ])
}

/** Files as they are, in one ZIP (APPNOTE 4.3.7, 4.3.12 and 4.3.16), all of the first of January 1980. */
function zipOf(files: readonly (readonly [name: string, content: Uint8Array])[]): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let length = 0
  for (const [name, content] of files) {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(length, 10)
    const versionMadeBy = Buffer.from([20, 0])
    directory.push(Buffer.from('PK\u0001\u0002'), versionMadeBy, common, place, Buffer.from(name))
    const piece = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), content])
    pieces.push(piece)
    length += piece.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(length, 16)
  return Buffer.concat([...pieces, listed, end])
}
