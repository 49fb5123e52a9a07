import type {
  NewPushDevice,
  PushDevice,
  PushDevices,
  PushToken,
  RegisteredDevice,
} from "../../../ports/push-devices.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import registerDevice from "./register-device.sql";

interface DeviceRow {
  id: string;
  platform: PushDevice["platform"];
  environment: PushDevice["environment"];
  name: string | null;
  created_at: Date;
  updated_at: Date;
}

interface TokenRow extends Pick<DeviceRow, "id" | "environment" | "updated_at"> {
  token: string;
}

interface RegisteredRow extends Omit<DeviceRow, "id"> {
  id: string | null;
  signed_out: boolean;
  tenant_known: boolean;
  request_hash: string | null;
  is_first: boolean;
}

// Whoever ends it waits, and finds what it registered.
const holdSignIn = "select from sign_ins where owner_id = $1::uuid and id::text = $2::text for share";

const listDevices = `select id, platform, environment, name, created_at, updated_at from push_devices
where owner_id = $1::uuid and ($2::uuid is null or id > $2::uuid) order by id limit $3::int`;

const removeDevice = "delete from push_devices where id = $1::uuid and owner_id = $2::uuid returning id";

const listTokens = `select id, environment, token, updated_at from push_devices d
where owner_id = $1::uuid and not exists (
  select from users u where u.tenant_id = d.tenant_id and u.id = d.user_id and u.disabled_at is not null)
order by updated_at desc, id desc limit $2::int`;

const dropDevices = `delete from push_devices d using unnest($2::uuid[], $3::timestamptz[]) lost (id, as_of)
where d.owner_id = $1::uuid and d.id = lost.id and d.updated_at <= lost.as_of returning d.id`;

export function postgresPushDevices(database: Database): PushDevices {
  return {
    async register(device) {
      // In the tenant's reach: the token may be another person's until now.
      const [row] = await database.query<RegisteredRow>(
        { scope: "tenant", tenantId: device.person.tenantId },
        {
          text: registerDevice,
          values: valuesOf(device),
          lock: { text: holdSignIn, values: [device.person.ownerId, device.signInId] },
        },
      );
      return toOutcome(row!, device);
    },

    async list(person, { limit, after }) {
      const values = [person.ownerId, after, limit + 1];
      const rows = await database.query<DeviceRow>(reachOf(person), { text: listDevices, values });
      return toPage(rows.map(toDevice), { limit }, ({ id }) => id);
    },

    async remove(person, id) {
      const statement = { text: removeDevice, values: [id, person.ownerId] };
      return (await database.query(reachOf(person), statement)).length > 0;
    },

    async tokensOf(person, limit) {
      const statement = { text: listTokens, values: [person.ownerId, limit] };
      return (await database.query<TokenRow>(reachOf(person), statement)).map(toToken);
    },

    async drop(person, lost) {
      const instants = lost.map(({ asOf }) => new Date(asOf).toISOString());
      const values = [person.ownerId, lost.map(({ id }) => id), instants];
      return (await database.query(reachOf(person), { text: dropDevices, values })).length;
    },
  };
}

function valuesOf({ person, idempotency, ...device }: NewPushDevice): unknown[] {
  return [
    person.tenantId,
    person.ownerId,
    person.userId,
    new Date(device.now).toISOString(),
    person.mayProvision,
    device.id,
    device.platform,
    device.environment,
    device.token,
    device.name,
    person.callerId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
    device.signInId,
  ];
}

function toOutcome(row: RegisteredRow, { idempotency }: NewPushDevice): RegisteredDevice {
  if (row.signed_out) return { outcome: "signed_out" };
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (!row.is_first && row.request_hash !== idempotency?.requestHash) return { outcome: "mismatch" };
  if (row.id === null) return { outcome: "gone" };
  return { outcome: "registered", device: toDevice({ ...row, id: row.id }) };
}

function toDevice(row: DeviceRow): PushDevice {
  return {
    id: row.id,
    platform: row.platform,
    environment: row.environment,
    name: row.name,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

function toToken({ updated_at, ...row }: TokenRow): PushToken {
  return { ...row, updatedAt: updated_at.getTime() };
}
