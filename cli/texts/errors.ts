/** What went wrong, and what to do: one sentence or two for every code that can end a command. */
import type { EndCode } from '../exit-codes.ts'

export const errorTexts: Readonly<Record<EndCode, string>> = {
  // found by the command line itself
  USAGE: 'The command was not understood. "sponte help" lists the commands.',
  LANGUAGE_UNKNOWN: 'This version speaks English only: leave --lang out, or say --lang en.',
  OFFICER_NEEDED: 'An officer must sign this: say who with --as OFFICER ("sponte officer list" shows them).',
  PASSPHRASE_NEEDED:
    'A passphrase is needed and nobody can be asked: name a file with --passphrase-file or SPONTE_PASSPHRASE_FILE.',
  PASSPHRASE_WEAK:
    'The new passphrase is too short. Take at least 12 characters: several words that do not belong together.',
  PASSPHRASES_DIFFER: 'The two passphrases are not the same. Nothing was done; try again.',
  FINGERPRINT_NEEDED:
    'The fingerprint that the applicant told you is needed: call them, and give its 60 digits with --fingerprint.',
  FILE_NOT_READABLE: 'The file is not there or cannot be read. Check its name and its permissions.',
  FILE_TOO_LARGE: 'The file is larger than anything this command takes. Check that it is the right one.',
  FILE_NOT_JSON: 'The file is not JSON in UTF-8. Correct it at the place named.',
  CANNOT_WRITE: 'The file cannot be written, or is there already: choose another name or folder.',
  PATH_TOO_LONG:
    'The path of the data directory is too long for a socket: choose a shorter --data, or set XDG_RUNTIME_DIR.',
  NODE_NOT_RUNNING:
    'The node of this data directory is not running, or belongs to another user. Start it with "sponte run".',
  STILL_QUEUED: 'Not delivered yet. It is queued safely and goes on being tried; "sponte outbox" shows it.',
  NOT_CONFIRMED: 'Nothing was done.',
  INTERRUPTED: 'Interrupted. What was asked for last may have happened: look before you repeat it.',
  // making and starting a node
  ALREADY_INITIALISED:
    'There is a node in this data directory already: choose another --data, or run this one.',
  PROFILE_INVALID: 'The name, the country or a language of the institution is not one:',
  NOT_INITIALISED: 'There is no node in this data directory. Make one with "sponte init", or check --data.',
  KEYS_CORRUPT:
    'A key file is damaged. Do not repair it by hand: keep this folder, and put back a copy of the file or of the whole data directory.',
  DATABASE_CORRUPT:
    'The database is damaged. Nothing was changed: keep this folder, and put back a copy of the whole data directory.',
  DATABASE_FAULT: 'The database cannot be read or written. Check the disk and the permissions of the folder.',
  ROLLED_BACK:
    'The database is older than the keys say it must be: an old copy was put back. Put back the newest one; where there is none, run "sponte recover".',
  ALREADY_RUNNING: 'A node is running in this data directory already. Stop it first, or use it.',
  ADDRESS_INVALID: 'An address to listen at is not valid. A multiaddr looks like /ip4/0.0.0.0/tcp/4001.',
  ADDRESS_IN_USE: 'Another program listens at this address. Choose another one, or stop that program.',
  FOLDER_NOT_PRIVATE: 'The data directory can be read by other users. Close it: chmod 700 on the folder.',
  DISK_FULL: 'The disk is full. Make room, then start again; nothing that was confirmed is lost.',
  SELF_TEST_FAILED:
    'The cryptography of this machine gives wrong results, so the node does not start. Report it, with "sponte doctor".',
  // restoring one
  BACKUP_INVALID:
    'This backup cannot be used: it was altered, is not whole, or is of another release. Nothing was restored: take another copy of it, or an earlier one.',
  FOLDER_NOT_EMPTY:
    'There is something in this folder already, and nothing of it was touched. Restore into an empty one; to put a backup in the place of a node, stop it and move its folder away first.',
  ERASURES_OLD:
    'This journal of erasures is older than the backup, or is of another node. Take its newest copy; only where every copy is lost, say --without-erasures.',
  // the request
  REQUEST_INVALID: 'Something in the request is missing or wrong:',
  UNAUTHENTICATED: 'The access token is missing or wrong. Take it from the token file of the running node.',
  FORBIDDEN_ORIGIN:
    'The request came from a web page that is not the node itself. Open the console by its own address.',
  NO_SUCH_ROUTE:
    'The running node does not know this request: it has another version. Restart it after an update.',
  BODY_TOO_LARGE: 'What was sent is larger than the node takes. Shorten it, or split it.',
  MEDIA_TYPE: 'The node takes JSON only: send Content-Type: application/json.',
  IDEMPOTENCY_MISMATCH:
    'This Idempotency-Key was used for another request. Take a new key for a new request.',
  IDEMPOTENCY_RUNNING: 'The first request with this Idempotency-Key is still running. Ask again in a moment.',
  RATE_LIMITED: 'Too many requests, or too many wrong passphrases. Wait a little, then try again.',
  TIMED_OUT: 'The node took too long. It may still finish: look with "sponte status" before you repeat it.',
  NOT_SUPPORTED: 'This version cannot do that yet.',
  // what is asked for
  NOT_FOUND: 'There is nothing with this id or name. Check it with the list command of that group.',
  AMBIGUOUS_ID: 'Several things begin like this id. Give more of its digits.',
  ALREADY_EXISTS: 'There is one already. Look at it with the list command of that group.',
  CHANGED_MEANWHILE: 'Somebody changed it while you looked at it. Look again, then decide.',
  DRAFT_INVALID: 'The draft is not complete. "sponte draft check" lists everything that is missing:',
  CONDITIONS_INVALID: 'The conditions contradict each other, or one is not known. Correct the draft:',
  LABEL_REFUSED: 'No tags can be proposed for this label:',
  FILE_INVALID:
    'The file is damaged, is of another kind, or a signature in it is wrong. Ask for it again by another channel.',
  FILE_CHANGED:
    'The file was changed, or another put in its place, while it was read: nothing of it was kept. Try again when nobody writes to it.',
  FILE_DAMAGED:
    'The file on the disk of this node is not as it was sealed: nothing of it was written. Look at the disk; ask its sender to send it again, or attach it again.',
  FILE_INCOMPLETE:
    'Not all parts of the file are here yet. Try again later; "sponte show" says how many are missing.',
  FINGERPRINT_MISMATCH:
    'The fingerprint is another one. Do not go on: call them at a number you know, and compare digit by digit.',
  // who asks
  WRONG_PASSPHRASE: 'Wrong passphrase. Nothing was done.',
  OFFICER_REVOKED: 'This officer is revoked, or the certificate has expired. Another officer must do it.',
  NOT_EMPOWERED:
    'This officer may not sign this kind of message, or decide what is for the head of the desk. "sponte officer list" shows who may.',
  FOUR_EYES: 'A second officer is needed: who drafted cannot approve.',
  KEY_NOT_SHARED:
    'It came before this officer was there, and the key to it was not handed on yet. Let an officer who was there sign or open anything; then try again.',
  LAST_KEY:
    'Nobody else can open what came while only this officer could. Let this officer sign or open anything once, which hands the key on; or revoke with --lose-content.',
  NOT_YOUR_DRAFT: 'Only the officer who drafted it or the one who approved it can send it.',
  BACKUP_KEY_NEEDED:
    'Nobody could open a backup yet. Make a key for it and carry it away: "sponte backup key --out FILE".',
  BACKUP_FOREIGN:
    'This backup is of another institution, or was made for other keys. Nothing was done: take the right file and its key.',
  // what the rules say
  NOT_APPROVED:
    'The draft is not approved in this form. Have a second officer run "sponte draft approve"; conditions cannot change at sending.',
  BINDING_TOO_LOW:
    'The network, or this institution, asks for more before content leaves: see "sponte binding show". Name a mode that binds enough, or name the lower one in the draft with the reason in "lowerBinding", and have both officers agree to it.',
  NOT_NOW: 'This may not come now. "sponte show" and "sponte draft show" say what stage it is in.',
  NOTICE_OVER:
    'The date until which this notice awaits an answer has passed: nothing was signed. Ask them for a new notice.',
  NOT_UNDERTAKEN:
    'No officer has undertaken the conditions yet. Read them with "sponte conditions", then "sponte undertake".',
  NOT_PERMITTED: 'The conditions do not permit this. "sponte may" says which tag, and whom to ask.',
  NOT_TRUSTED:
    'The institution cannot be trusted now: its credential or key is expired, revoked or held. "sponte directory show" says why.',
  NO_PREKEY:
    'No key to seal to an addressee is known yet, so nothing was sent. Run "sponte directory update", then send again; its node publishes keys once it runs.',
  NOT_MEMBER:
    'This node is in no network that fits. Join one: "sponte network apply", then "sponte network join".',
  WRONG_ROLE: 'A node of this role does not do that. "sponte id" shows the role it was made with.',
  // the node and the world
  NOT_READY: 'The node is starting or stopping. Try again in a moment.',
  RECOVERING:
    'This node has lost some of its past. Stop it and run "sponte recover"; if that was done, wait until the institution has told what it has. "sponte status" names exchanges that it could not give back whole.',
  CLOCK_WRONG: 'The clock of this machine is wrong. Set it (chrony or systemd-timesyncd), then try again.',
  UNREACHABLE:
    'Nobody answered: neither a relay nor the institution. Check the connection with "sponte doctor".',
  PEER_FAULT: 'The other side broke the protocol, so nothing was taken from it. Report it to the network.',
  STORAGE_FULL: 'The disk is full. Make room, then try again; nothing that was confirmed is lost.',
  STORAGE_FAULT: 'The database does not answer. Nothing was confirmed; check the disk with "sponte doctor".',
  INTERNAL: 'The node has a fault. Look into its log, and report it; the log holds no content.',
}
