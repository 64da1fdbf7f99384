// Device profiles: JSON files that say where a product's controls lie in its reports, or what to call those it describes.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { explainIssue, fieldProblems, formatPath } from '../../../shared/model/explain.ts'
import type { Naming } from './generic.ts'
import { LONGEST_REPORT } from './layout.ts'
import type { ControlField, DeviceLayout, ReportLayout } from './layout.ts'

const controlName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)
const offset = z.number().int().min(0).max(1023)
const bit = z.number().int().min(0).max(7).default(0)
const size = z.number().int().min(1).max(32)
const place = { name: controlName, byte: offset, bit }

const control = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('button'), ...place, bits: size.default(1) }),
  z
    .strictObject({
      kind: z.literal('axis'),
      ...place,
      bits: size.default(8),
      min: z.number().int().default(0),
      max: z.number().int().default(255),
      /** Reading at rest; the lowest where absent, as on a trigger or fader. */
      rest: z.number().int().optional(),
      inverted: z.boolean().default(false),
    })
    .refine(
      ({ min, max, rest = min }) => min < max && rest >= min && rest <= max,
      'min, rest and max do not ascend',
    ),
  z.strictObject({
    kind: z.literal('hat'),
    ...place,
    bits: size.default(4),
    positions: z.union([z.literal(4), z.literal(8)]).default(8),
  }),
  z.strictObject({
    kind: z.literal('encoder'),
    ...place,
    bits: size.default(8),
    reading: z.enum(['delta', 'counter']),
  }),
])

const report = z.strictObject({
  /** First byte of the report; null for a device whose reports carry no id. */
  id: z.number().int().min(1).max(255).nullable(),
  /** Byte from which the controls' bytes are counted. */
  start: offset.default(0),
  /** Lengths in bytes that tell this report from others of the same id. */
  lengths: z.array(z.number().int().min(1).max(LONGEST_REPORT)).optional(),
  when: z
    .strictObject({
      byte: offset,
      mask: z.number().int().min(1).max(255),
      value: z.number().int().min(0).max(255),
    })
    .optional(),
  /** CRC-32 by which the device guards the report: the byte at which it begins, and the byte put before the report. */
  checksum: z.strictObject({ byte: offset, seed: z.number().int().min(0).max(255) }).optional(),
})

const hex16 = z
  .string()
  .regex(/^[0-9a-f]{4}$/)
  .transform((digits) => Number.parseInt(digits, 16))

const profileFile = z
  .strictObject({
    name: z.string().min(1).max(100),
    /** For who reads the file. */
    note: z.string().max(1000).optional(),
    devices: z
      .array(
        z.strictObject({
          vendor: hex16,
          product: hex16,
          /** The one of its USB interfaces that sends the controls. */
          interface: z.number().int().min(0).max(255).optional(),
        }),
      )
      .min(1),
    deadZone: z.number().min(0).max(0.9).default(0.05),
    layouts: z
      .array(z.strictObject({ reports: z.array(report).min(1), controls: z.array(control).min(1) }))
      .optional(),
    names: z.record(z.string(), controlName).optional(),
    triggers: z.array(controlName).default([]),
  })
  .refine(
    ({ layouts, names }) => (layouts === undefined) !== (names === undefined),
    'needs either layouts or names',
  )
type ProfileFile = z.infer<typeof profileFile>

export interface Profile {
  readonly name: string
  readonly devices: readonly {
    readonly vendor: number
    readonly product: number
    readonly interface: number | null
  }[]
  /** Where its controls lie; null where the descriptor says so and only the naming is added. */
  readonly layout: DeviceLayout | null
  readonly naming: Naming
}

/** Fault `hid/bad-profile` says which file and field. */
export function parseProfile(text: string, file: string): Result<Profile> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    return failed(badProfile(file, messageOf(error)))
  }
  const parsed = profileFile.safeParse(data, { error: explainIssue })
  if (parsed.success) return ok(compile(parsed.data))
  const [first, ...others] = fieldProblems(profileFile, parsed.error)
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return failed(badProfile(file, `${formatPath(first?.path ?? [])} ${first?.what ?? ''}`.trim() + more))
}

/** Every readable profile of a folder, by file name, with what is wrong with the others. */
export async function readProfiles(
  dir: string,
): Promise<{ readonly profiles: readonly Profile[]; readonly faults: readonly Fault[] }> {
  const profiles: Profile[] = []
  const faults: Fault[] = []
  const files = await readdir(dir).catch((error: unknown) => {
    faults.push(badProfile(dir, messageOf(error)))
    return []
  })
  for (const file of files.filter((name) => name.endsWith('.json')).sort()) {
    const parsed = await readProfile(join(dir, file), file)
    if (parsed.ok) profiles.push(parsed.value)
    else faults.push(parsed.error)
  }
  return { profiles, faults }
}

async function readProfile(path: string, file: string): Promise<Result<Profile>> {
  try {
    return parseProfile(await readFile(path, 'utf8'), file)
  } catch (error) {
    return failed(badProfile(file, messageOf(error)))
  }
}

function badProfile(file: string, what: string): Fault {
  return fault(
    'hid/bad-profile',
    file,
    what,
    'correct the file or take it away; until Cuewright is started with it, its devices are read by their own description',
  )
}

function compile({ name, devices, deadZone, layouts, names, triggers }: ProfileFile): Profile {
  return {
    name,
    devices: devices.map((device) => ({ ...device, interface: device.interface ?? null })),
    layout: layouts === undefined ? null : deviceLayout(layouts, deadZone),
    naming: { names: names ?? {}, triggers, deadZone },
  }
}

function deviceLayout(layouts: NonNullable<ProfileFile['layouts']>, deadZone: number): DeviceLayout {
  const reports = layouts.flatMap(({ reports: sent, controls }) =>
    sent.map(({ id, start, lengths, when, checksum }): ReportLayout => ({
      id,
      lengths: lengths ?? null,
      when: when ?? null,
      checksum: checksum ?? null,
      fields: controls.map((each) => fieldOf(each, start, deadZone)),
    })),
  )
  return { reports, knownIds: null, leftOut: 0 }
}

function fieldOf(each: z.infer<typeof control>, start: number, deadZone: number): ControlField {
  const { name, bits } = each
  const at = { name, bit: 8 * (start + each.byte) + each.bit, size: bits }
  switch (each.kind) {
    case 'button':
      return { kind: 'button', ...at }
    case 'axis': {
      const { min, max, rest = min, inverted } = each
      return { kind: 'axis', ...at, signed: min < 0, min, max, rest, inverted, deadZone }
    }
    case 'hat':
      return { kind: 'hat', ...at, min: 0, positions: each.positions }
    case 'encoder':
      return { kind: 'encoder', ...at, signed: true, reading: each.reading }
  }
}
