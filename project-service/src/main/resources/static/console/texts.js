/** Every word that the console says. Another language is another file of the same shape. */
export const texts = {
  app: { title: 'Sluice', projects: 'Projects', components: 'Components', sources: 'Data sources', instances: 'Instances', events: 'Event log', access: 'Users and tokens', signedIn: 'Signed in as {0} ({1})', api: 'API description', dark: 'Dark', light: 'Light', times: 'Times are in {0}.', offline: 'The gateway does not answer since {0}. What you see may be old; the console keeps trying.' },
  role: { VIEWER: 'Viewer', OPERATOR: 'Operator', ADMIN: 'Admin' },
  signIn: { title: 'Sign in to Sluice', name: 'Name', password: 'Password', do: 'Sign in', out: 'Sign out', provider: 'Sign in with your organization', unreachable: 'The gateway does not answer.', noRole: 'Your organization knows you, but gives you nothing that is a role here. The audit says what it told.', noProvider: 'The answer of your organization’s provider could not be taken. The log of the gateway says why.', change: 'Change password', current: 'Present password', changeHelp: 'You are signed out everywhere else.', changed: 'The password is changed' },
  access: {
    users: 'Users', tokens: 'Tokens', audit: 'Audit', role: 'Role', kind: 'Signs in', BUILT_IN: 'here', OIDC: 'with the organization', lastSignIn: 'Last sign-in', createdBy: 'Created by', you: 'you', shutOut: 'shut out', mayIn: 'May sign in', newPassword: 'New password', end: 'End sessions',
    newUser: 'Add user', newUserHelp: 'Viewers read; operators run projects; admins do all. A password has 12 characters or more.', changeHelp: 'The user’s sessions end.', askDelete: 'Remove {0}? Sessions and tokens of the user end; what was done stays in the history.', askEnd: 'Sign {0} out everywhere?',
    newToken: 'Make token', newTokenHelp: 'For a program: it sends the token as “Authorization: Bearer …”. It ends with the user who made it.', projects: 'Projects', projectsHelp: 'Ids of the only ones it is for; empty for all', days: 'Days until it expires (empty: never)', once: 'The token “{0}”: copy it now, it is not shown again', owner: 'Made by', expires: 'Expires', never: 'never', lastUsed: 'Last used', revoke: 'Revoke', askRevoke: 'Revoke the token {0}? Programs that use it are refused from now on.', noTokens: 'There are no tokens.',
    at: 'When', who: 'Who', what: 'What', subject: 'About', address: 'From', detail: 'Detail',
  },
  audit: { SIGNED_IN: 'Signed in', SIGN_IN_REFUSED: 'Sign-in refused', SIGNED_OUT: 'Signed out', REQUEST_REFUSED: 'Request refused', TOKEN_REFUSED: 'Token refused', USER_CREATED: 'User added', USER_CHANGED: 'User changed', USER_DELETED: 'User removed', PASSWORD_CHANGED: 'Password changed', SESSIONS_ENDED: 'Sessions ended', TOKEN_CREATED: 'Token made', TOKEN_REVOKED: 'Token revoked' },
  common: { loading: 'Loading…', cancel: 'Cancel', ok: 'OK', close: 'Close', search: 'Search', all: 'All', none: '—', back: 'Back', next: 'Next', name: 'Name', status: 'Status', actions: 'Actions', page: '{0}–{1} of {2}', remedy: 'What to do', retry: 'Try again', more: 'More', copy: 'Copy', copied: 'Copied', download: 'Download', refresh: 'Refresh', of: '{0} of {1}', yes: 'Yes', no: 'No' },
  status: {
    NOT_STARTED: 'Not started', RUNNING: 'Running', MODIFYING: 'Modifying', INTEGRATING: 'Integrating', PAUSED: 'Paused', FAILED: 'Failed', COMPLETED: 'Completed', RELEASING: 'Releasing', RELEASED: 'Released',
    PENDING: 'Pending', MONITORING: 'Monitoring', STOPPED: 'Stopped', STARTING: 'Starting', RETRYING: 'Retrying', STOPPING: 'Stopping', DESTROYED: 'Destroyed', PASSED: 'Passed', WARNING: 'Warning', SKIPPED: 'Skipped', ABSENT: 'Absent', DESTROYING: 'Destroying', SUSPENDED: 'Suspended', CANCELLED: 'Given up',
  },
  kind: { STORE: 'Store', CONNECTOR: 'Connector', WRITER: 'JDBCWriter', POSTGRESQL: 'PostgreSQL', KAFKA: 'Kafka' },
  type: { POSTGRESQL_TO_POSTGRESQL: 'PostgreSQL → PostgreSQL', POSTGRESQL_TO_KAFKA: 'PostgreSQL → Kafka' },
  step: { SCHEMA: 'Schema synchronization', LOG_PULL: 'Incremental log pull', FULL: 'Full synchronization', INCREMENTAL: 'Incremental synchronization', VERIFY: 'Verification' },
  action: { precheck: 'Precheck', start: 'Start', pause: 'Pause', resume: 'Resume', complete: 'Complete', release: 'Release', delete: 'Delete', rename: 'Rename', 'modify-objects': 'Modify objects', 'suspend-tables': 'Suspend', 'resume-tables': 'Resume tables', 'cancel-modification': 'Give up', resynchronize: 'Resynchronize', verify: 'Verify', 'pause-verification': 'Pause verification', 'resume-verification': 'Resume verification', 'cancel-verification': 'Give up', 'change-options': 'Change', destroy: 'Destroy', update: 'Update' },
  ask: {
    start: 'Start “{0}”? Its schema and data are copied, then every change.',
    precheck: 'Check now whether “{0}” can run?',
    pause: 'Pause “{0}”? Nothing is written until it is resumed, and latency rises. The source’s log goes on being pulled, so it can be resumed until the Store’s log expires (kept for {1}).',
    resume: 'Resume “{0}”? It goes on exactly where it stopped and catches up.',
    complete: 'Complete “{0}”? Synchronization ends here; it cannot be resumed.',
    resynchronize: 'Copy all tables of “{0}” again? Slot and log are made anew, and nothing is written until the copy is complete. Single tables can be copied again under Objects, while the others go on.',
    release: 'Release “{0}”? Replication slot, publication and log are removed for good; the history stays.',
    delete: 'Delete “{0}”? It disappears from the list; what was copied stays.',
    reason: 'Reason (optional)', typeDelete: 'Type delete to confirm', rename: 'New name',
  },
  projects: {
    title: 'Synchronization projects', create: 'Create project', keyword: 'Name or id', type: 'Type', steps: 'Progress', latency: 'Latency', tags: 'Tags', created: 'Created', emptyTitle: 'No projects yet', empty: 'A project keeps a copy of tables in step with their source. Register a source and a destination, then create one.',
    noneFound: 'Nothing matches these filters.', clear: 'Clear filters', batch: '{0} selected', tag: 'Tag', done: '{0}: done', latencyHelp: 'Age of the newest change that is not yet at the destination',
  },
  project: {
    basic: 'Basic information', id: 'Project ID', type: 'Project type', sync: 'Synchronization types', alert: 'Alert level', by: 'Created by', at: 'Created at', startAt: 'Synchronization started', source: 'Source', destination: 'Destination', region: 'Region', updated: 'Last change',
    details: 'Synchronization details', performance: 'Incremental performance', live: 'Live', lastHour: 'Last hour', last10: 'Last 10 minutes', latency: 'Latency', traffic: 'Traffic', write: 'Average write duration', rps: 'Rows per second', noData: 'No data yet',
    changeHelp: 'The components of the project are restarted with these settings and go on where they were.',
    objects: 'Objects', verification: 'Verification', settings: 'Settings', components: 'Component monitoring', history: 'History', checks: 'Precheck', rows: 'rows', of: 'of about {0}', current: 'At', since: 'since {0}', failure: 'It stopped: {0}', retrying: 'Something outside does not answer; it is tried again until it does', where: 'Where', recoverable: 'Can be resumed until {0} ({1} left).', expired: 'The time in which it could be resumed is over: resynchronize it.', paused: 'Paused: {0}',
    table: 'Table', target: 'Destination', columns: 'Columns', filter: 'Row filter', allColumns: 'all', progress: 'Progress', bytes: 'Bytes', result: 'Result', gone: 'There is no such project.', caused: 'caused by', checkHint: 'Run the precheck, then start.', rate: '{0} rows/s', eta: 'about {0} left', download: 'Download objects', edit: 'Modify objects', editHelp: 'One table a line: schema.table, and if it goes elsewhere “-> schema.table”.', save: 'Apply',
  },
  objects: {
    add: 'Add tables', addHelp: 'They are copied while the others go on, and then join them.', remove: 'Remove', askRemove: 'Take {0} out of the project? Changes are not copied any more; the rows at the destination stay.',
    askAgain: 'Copy {0} again? The other tables go on meanwhile.', targetsHelp: 'MERGE makes the tables equal without anybody seeing one that is half there; EMPTY empties them first; KEEP leaves rows that the source does not have.',
    coming: '{0} tables are being brought in', failed: '{0} tables could not be brought in; the others go on', askCancel: 'Give up these tables? What was copied of them stays at the destination.',
    'ask-suspend': 'Leave {0} out for a while? Changes are not written until they are resumed; the other tables go on.', 'ask-resume': 'Have {0} written again? They are compared with the source, corrected, and join the others.',
    rules: 'Rules', rulesHelp: 'One pattern a line: shop.*, shop.order_?, sh[a-f]*.*; one that leaves tables out begins with “!”. Tables that are made later and match come by themselves.', byRules: 'Tables come by rules:', chosenByRules: 'They choose {0} tables of the source:', idleRules: 'These match no table:',
    fromFile: 'Import', askImport: 'Replace the objects by those of {0}?', faults: 'The file has {0} faults; nothing of it is taken', line: 'Line', field: 'Column', wrong: 'What is wrong',
    SCHEMA: 'Made', LOG_PULL: 'Logged', FULL: 'Copied', INCREMENTAL: 'Brought up and joined',
  },
  verification: {
    afterCopy: 'Verified after the copy', cron: 'Verified at', cronHelp: 'Second, minute, hour, day of month, month, day of week: 0 0 2 * * * is each night at two. Empty for never.', zone: 'Time zone', zoneHelp: 'Such as Europe/Vienna; UTC when it is empty.',
    none: 'Nothing has been compared yet', noneHelp: 'A verification compares every row of both sides while they move, and tells which are not the same.', ask: 'Compare the destination with the source? Both go on meanwhile.', tables: 'Tables', tablesHelp: 'As schema.table, separated by spaces; empty for all.',
    askCancel: 'Give up this verification? What was found until now stays in its report.', number: 'Number', ended: 'Ended', at: 'Compared at', found: 'Result', kind: 'Difference', failed: 'The verification does not go on; the project does',
    differ: 'Both sides do not agree', agree: 'Both sides agree: {0} rows compared, none differs', busy: 'No difference in {0} rows; {1} changed too often to be told', unsettled: 'Not settled', counts: '{0} missing, {1} too many, {2} different, of {3} rows', same: 'Both sides agree', more: 'The first 100; the files have the first 1,000 of each table.',
    compared: 'Rows compared', missing: 'Missing', extra: 'Too many', different: 'Different', repair: 'Repair', askRepair: 'Make {0} equal to the source? Rows that are equal are not touched, and the other tables go on.',
  },
  plan: {
    title: 'What this comes to', nothing: 'Nothing is copied, let go or restarted by this.', copied: 'Copied: tables: {0}, rows: about {1}, size: {2}; that takes about {3}.', more: 'and {0} more', anew: 'Slot and log are made anew, and nothing is written until all is copied.',
    taken: 'Not written any more: {0}.', restarted: 'Restarted, for a second or two: {0}.', waitsFor: 'Copying begins at the end of: {0}.',
  },
  options: { verification: 'Verified by itself', onTableFailure: 'When one table cannot go on', changes: 'Kinds of change', targets: 'Rows that are in a target already', steps: 'Synchronization types', conflict: 'When an inserted row exists already', ddl: 'When a source table changes its columns', constraints: 'Foreign keys and checks', format: 'Record format', topicTemplate: 'Topic name', topicPartitions: 'Partitions per topic', readConcurrency: 'Parallel chunks', rowsPerSecond: 'Row limit per second', logRetentionHours: 'Store log is kept for' },
  create: {
    title: 'Create project', s1: 'Source and destination', s2: 'Types', s3: 'Objects', s4: 'Settings', s5: 'Precheck', name: 'Project name', nameHelp: 'Up to 64 characters, unique', tags: 'Tags', tagsHelp: 'Separated by commas, 5 at most', noSources: 'No data sources are registered yet.', register: 'Register one',
    schema: 'Schema: make tables, keys, indexes or topics', full: 'Full: copy the rows that are there', incremental: 'Incremental: every change as it happens', find: 'Find a table', chosen: '{0} of {1} tables chosen', rowsEstimate: 'Rows (estimate)', key: 'Key', noKey: 'none', rename: 'Name at the destination', allShown: 'Choose all shown', noTables: 'The source has no table that matches.',
    go: 'Create and check', startNow: 'Start now', later: 'Not now', checking: 'The precheck is running…', passed: 'Everything is in place.', failed: 'Some things have to be put right first.', again: 'Check again', rowLimitHelp: '0 is no limit', hours: 'hours',
  },
  components: { title: 'Components', id: 'Component ID', project: 'Project', store: 'Store', earliest: 'Earliest pull timestamp', currentPull: 'Current pull timestamp', current: 'Current timestamp', latency: 'Latency', retained: 'Source keeps', retainedHelp: 'Log that the source keeps on its disk because the Store has not read it yet', instance: 'Instance', region: 'Region', logs: 'View logs', keyword: 'Id, project or instance', empty: 'There are none.', step: 'Step', waitsFor: 'Waits for {0}', since: 'since {0}', retryNow: 'Retry now', start: 'Start', replay: 'Whether to replay data', replayFrom: 'Replay from', replayRange: 'The Store has changes from {0} to {1}.', replayNone: 'The Store has no changes yet.', replayOutside: 'Choose a time between these two.', ask: { pause: 'Pause {0}? Its project stays as it is.', destroy: 'Destroy {0} and everything it made outside (slot, log, checkpoints)? This cannot be undone.', start: 'Start {0}?' } },
  logs: { title: 'Log of {0}', level: 'Level', follow: 'Follow', empty: 'No lines match.', archived: 'The latest lines; older ones are not kept.' },
  sources: { title: 'Data sources', name: 'Name', create: 'Register data source', kind: 'Kind', where: 'Address', user: 'User', used: 'Used by', region: 'Region', test: 'Test', testOk: 'Connected: {0} ({1} ms)', edit: 'Edit', save: 'Save', host: 'Host', port: 'Port', database: 'Database', username: 'User name', password: 'Password', keep: 'Leave empty to keep it', certificates: 'Certificates (PEM)', caCertificate: 'CA certificate', caHelp: 'Who vouches for the server; empty: those that Java trusts', clientCertificate: 'Client certificate', clientHelp: 'Shown to the server, where it asks for one', clientKey: 'Key of the client certificate', keyHelp: 'PEM, not encrypted; it is sealed, and never shown', tokenEndpoint: 'Token endpoint', tokenHelp: 'User name and password are the client’s id and secret there', scope: 'Scope', ssl: 'TLS', brokers: 'Brokers', brokersHelp: 'host:port, separated by commas', security: 'Security', sasl: 'SASL mechanism', empty: 'No data sources yet', emptyHelp: 'Register the database that is copied and the place it is copied to.', ask: 'Remove the data source “{0}”?' },
  instances: { title: 'Instances', instance: 'Instance', kinds: 'Services', regions: 'Regions', carries: 'Components', seen: 'Heard of', alive: 'Alive', silent: 'Silent', empty: 'No instance has been heard of yet: one appears when it carries a component.' },
  events: { title: 'Event log', project: 'Project id', type: 'Event type', time: 'Time', what: 'Event', subject: 'About', actor: 'Who', empty: 'Nothing has happened here yet. New events appear by themselves.', live: 'Live', data: 'Data' },
};

/** The text at a path such as {@code ask.pause}, with {0}, {1}… filled in; the path's end where there is none. */
export function t(path, ...values) {
  const found = path.split('.').reduce((at, key) => at?.[key], texts);
  return String(found ?? path.split('.').at(-1)).replace(/\{(\d)\}/g, (_, i) => values[i] ?? '');
}
