import type { Rule } from "./rule.ts";
import { actsInBrowser } from "./rules/acts-in-browser.ts";
import { actsOnDevice } from "./rules/acts-on-device.ts";
import { actsOnScreen } from "./rules/acts-on-screen.ts";
import { addressedFirst } from "./rules/addressed-first.ts";
import { agentWords } from "./rules/agent-words.ts";
import { altersAccess } from "./rules/alters-access.ts";
import { apiProxy } from "./rules/api-proxy.ts";
import { arbitrary } from "./rules/arbitrary.ts";
import { archives } from "./rules/archives.ts";
import { argumentAmount } from "./rules/argument-amount.ts";
import { argumentCode } from "./rules/argument-code.ts";
import { argumentCommand } from "./rules/argument-command.ts";
import { argumentConfirm } from "./rules/argument-confirm.ts";
import { argumentContainer } from "./rules/argument-container.ts";
import { argumentContent } from "./rules/argument-content.ts";
import { argumentCredential } from "./rules/argument-credential.ts";
import { argumentDryRun } from "./rules/argument-dry-run.ts";
import { argumentIdentifier } from "./rules/argument-identifier.ts";
import { argumentInputFile } from "./rules/argument-input-file.ts";
import { argumentMany } from "./rules/argument-many.ts";
import { argumentMethod } from "./rules/argument-method.ts";
import { argumentOutput } from "./rules/argument-output.ts";
import { argumentPaging } from "./rules/argument-paging.ts";
import { argumentPath } from "./rules/argument-path.ts";
import { argumentRecipient } from "./rules/argument-recipient.ts";
import { argumentScreenTarget } from "./rules/argument-screen-target.ts";
import { argumentSql } from "./rules/argument-sql.ts";
import { argumentUrl } from "./rules/argument-url.ts";
import { argumentWalletKey } from "./rules/argument-wallet-key.ts";
import { arithmetic } from "./rules/arithmetic.ts";
import { asksModel } from "./rules/asks-model.ts";
import { attachesFiles } from "./rules/attaches-files.ts";
import { attackWords } from "./rules/attack-words.ts";
import { attacks } from "./rules/attacks.ts";
import { blockchainTransaction } from "./rules/blockchain-transaction.ts";
import { blocks } from "./rules/blocks.ts";
import { bodyRemoval } from "./rules/body-removal.ts";
import { books } from "./rules/books.ts";
import { browserWords } from "./rules/browser-words.ts";
import { captures } from "./rules/captures.ts";
import { changesAccess } from "./rules/changes-access.ts";
import { changesFileInPlace } from "./rules/changes-file-in-place.ts";
import { changesWorkingTree } from "./rules/changes-working-tree.ts";
import { checks } from "./rules/checks.ts";
import { claimsDestructive } from "./rules/claims-destructive.ts";
import { claimsReadOnly } from "./rules/claims-read-only.ts";
import { clears } from "./rules/clears.ts";
import { collectsValue } from "./rules/collects-value.ts";
import { commentsOnWork } from "./rules/comments-on-work.ts";
import { commitsMoney } from "./rules/commits-money.ts";
import { computes } from "./rules/computes.ts";
import { configures } from "./rules/configures.ts";
import { connects } from "./rules/connects.ts";
import { convertsFile } from "./rules/converts-file.ts";
import { costsMoney } from "./rules/costs-money.ts";
import { creates } from "./rules/creates.ts";
import { createsIfMissing } from "./rules/creates-if-missing.ts";
import { deletes } from "./rules/deletes.ts";
import { deletesSomething } from "./rules/deletes-something.ts";
import { deploys } from "./rules/deploys.ts";
import { deviceWords } from "./rules/device-words.ts";
import { discardsChanges } from "./rules/discards-changes.ts";
import { drafts } from "./rules/drafts.ts";
import { drivesDevice } from "./rules/drives-device.ts";
import { dryRun } from "./rules/dry-run.ts";
import { emptiesWhole } from "./rules/empties-whole.ts";
import { endsOwnWork } from "./rules/ends-own-work.ts";
import { evaluatesCode } from "./rules/evaluates-code.ts";
import { examines } from "./rules/examines.ts";
import { fetchedAddress } from "./rules/fetched-address.ts";
import { fileWords } from "./rules/file-words.ts";
import { generates } from "./rules/generates.ts";
import { generatesAsset } from "./rules/generates-asset.ts";
import { generatesText } from "./rules/generates-text.ts";
import { gets } from "./rules/gets.ts";
import { gitRemote } from "./rules/git-remote.ts";
import { givesFeedback } from "./rules/gives-feedback.ts";
import { housekeeping } from "./rules/housekeeping.ts";
import { installs } from "./rules/installs.ts";
import { irreversible } from "./rules/irreversible.ts";
import { issuesSecret } from "./rules/issues-secret.ts";
import { jobWords } from "./rules/job-words.ts";
import { lastsThisSession } from "./rules/lasts-this-session.ts";
import { links } from "./rules/links.ts";
import { lists } from "./rules/lists.ts";
import { loadsInto } from "./rules/loads-into.ts";
import { loginWords } from "./rules/login-words.ts";
import { maintains } from "./rules/maintains.ts";
import { manages } from "./rules/manages.ts";
import { manyWords } from "./rules/many-words.ts";
import { marks } from "./rules/marks.ts";
import { mayOverwrite } from "./rules/may-overwrite.ts";
import { mentionsRemoval } from "./rules/mentions-removal.ts";
import { messagesPeople } from "./rules/messages-people.ts";
import { moneyWords } from "./rules/money-words.ts";
import { moves } from "./rules/moves.ts";
import { movesValue } from "./rules/moves-value.ts";
import { namesBusinessRecords } from "./rules/names-business-records.ts";
import { namesCorrespondence } from "./rules/names-correspondence.ts";
import { namesFile } from "./rules/names-file.ts";
import { namesPeople } from "./rules/names-people.ts";
import { narrowAction } from "./rules/narrow-action.ts";
import { noArguments } from "./rules/no-arguments.ts";
import { noRealValue } from "./rules/no-real-value.ts";
import { notifiesPeople } from "./rules/notifies-people.ts";
import { opensApp } from "./rules/opens-app.ts";
import { opensInBrowser } from "./rules/opens-in-browser.ts";
import { overwrites } from "./rules/overwrites.ts";
import { ownAccount } from "./rules/own-account.ts";
import { paidSubscription } from "./rules/paid-subscription.ts";
import { pays } from "./rules/pays.ts";
import { permissionWords } from "./rules/permission-words.ts";
import { placeholder } from "./rules/placeholder.ts";
import { places } from "./rules/places.ts";
import { placesCall } from "./rules/places-call.ts";
import { pluralObject } from "./rules/plural-object.ts";
import { privateWords } from "./rules/private-words.ts";
import { production } from "./rules/production.ts";
import { pushes } from "./rules/pushes.ts";
import { pushesCommits } from "./rules/pushes-commits.ts";
import { reachesPeople } from "./rules/reaches-people.ts";
import { readOnly } from "./rules/read-only.ts";
import { readsFiles } from "./rules/reads-files.ts";
import { remembers } from "./rules/remembers.ts";
import { removalOption } from "./rules/removal-option.ts";
import { removes } from "./rules/removes.ts";
import { removesLink } from "./rules/removes-link.ts";
import { restores } from "./rules/restores.ts";
import { restoresOver } from "./rules/restores-over.ts";
import { resumes } from "./rules/resumes.ts";
import { returnsForeignText } from "./rules/returns-foreign-text.ts";
import { returnsNoun } from "./rules/returns-noun.ts";
import { returnsPersonalData } from "./rules/returns-personal-data.ts";
import { returnsSecrets } from "./rules/returns-secrets.ts";
import { returnsSection } from "./rules/returns-section.ts";
import { returnsWebContent } from "./rules/returns-web-content.ts";
import { returnsWhatPeopleWrote } from "./rules/returns-what-people-wrote.ts";
import { revokes } from "./rules/revokes.ts";
import { runs } from "./rules/runs.ts";
import { runsAnalysis } from "./rules/runs-analysis.ts";
import { runsCarriedCode } from "./rules/runs-carried-code.ts";
import { runsContainer } from "./rules/runs-container.ts";
import { runsShell } from "./rules/runs-shell.ts";
import { runsStatements } from "./rules/runs-statements.ts";
import { saves } from "./rules/saves.ts";
import { scrapes } from "./rules/scrapes.ts";
import { scratchState } from "./rules/scratch-state.ts";
import { searches } from "./rules/searches.ts";
import { secretWords } from "./rules/secret-words.ts";
import { selectOnly } from "./rules/select-only.ts";
import { sends } from "./rules/sends.ts";
import { sendsRequests } from "./rules/sends-requests.ts";
import { sendsToAgent } from "./rules/sends-to-agent.ts";
import { serverPurpose } from "./rules/server-purpose.ts";
import { setsWorkOff } from "./rules/sets-work-off.ts";
import { settingsOfPeople } from "./rules/settings-of-people.ts";
import { settingsWords } from "./rules/settings-words.ts";
import { severalAtOnce } from "./rules/several-at-once.ts";
import { shellWords } from "./rules/shell-words.ts";
import { siblingPair } from "./rules/sibling-pair.ts";
import { siblingTopic } from "./rules/sibling-topic.ts";
import { smallThing } from "./rules/small-thing.ts";
import { softDelete } from "./rules/soft-delete.ts";
import { sqlWords } from "./rules/sql-words.ts";
import { starts } from "./rules/starts.ts";
import { startsProcess } from "./rules/starts-process.ts";
import { stops } from "./rules/stops.ts";
import { storedAddress } from "./rules/stored-address.ts";
import { storedResult } from "./rules/stored-result.ts";
import { subscribes } from "./rules/subscribes.ts";
import { swapsPlaces } from "./rules/swaps-places.ts";
import { switchesNetwork } from "./rules/switches-network.ts";
import { testWords } from "./rules/test-words.ts";
import { thinks } from "./rules/thinks.ts";
import { touchesMany } from "./rules/touches-many.ts";
import { tracksTime } from "./rules/tracks-time.ts";
import { tracksWork } from "./rules/tracks-work.ts";
import { tradeWords } from "./rules/trade-words.ts";
import { trades } from "./rules/trades.ts";
import { transactionControl } from "./rules/transaction-control.ts";
import { transitions } from "./rules/transitions.ts";
import { triggers } from "./rules/triggers.ts";
import { untrustedWords } from "./rules/untrusted-words.ts";
import { updates } from "./rules/updates.ts";
import { uploads } from "./rules/uploads.ts";
import { versions } from "./rules/versions.ts";
import { wholeStore } from "./rules/whole-store.ts";
import { widgetAction } from "./rules/widget-action.ts";
import { wipes } from "./rules/wipes.ts";
import { writesFiles } from "./rules/writes-files.ts";
import { writingSql } from "./rules/writing-sql.ts";

/** All rules, by id. The order decides nothing but the order of equal evidence. */
export const RULES: readonly Rule[] = [
  actsInBrowser,
  actsOnDevice,
  actsOnScreen,
  addressedFirst,
  agentWords,
  altersAccess,
  apiProxy,
  arbitrary,
  archives,
  argumentAmount,
  argumentCode,
  argumentCommand,
  argumentConfirm,
  argumentContainer,
  argumentContent,
  argumentCredential,
  argumentDryRun,
  argumentIdentifier,
  argumentInputFile,
  argumentMany,
  argumentMethod,
  argumentOutput,
  argumentPaging,
  argumentPath,
  argumentRecipient,
  argumentScreenTarget,
  argumentSql,
  argumentUrl,
  argumentWalletKey,
  arithmetic,
  asksModel,
  attachesFiles,
  attackWords,
  attacks,
  blockchainTransaction,
  blocks,
  bodyRemoval,
  books,
  browserWords,
  captures,
  changesAccess,
  changesFileInPlace,
  changesWorkingTree,
  checks,
  claimsDestructive,
  claimsReadOnly,
  clears,
  collectsValue,
  commentsOnWork,
  commitsMoney,
  computes,
  configures,
  connects,
  convertsFile,
  costsMoney,
  creates,
  createsIfMissing,
  deletes,
  deletesSomething,
  deploys,
  deviceWords,
  discardsChanges,
  drafts,
  drivesDevice,
  dryRun,
  emptiesWhole,
  endsOwnWork,
  evaluatesCode,
  examines,
  fetchedAddress,
  fileWords,
  generates,
  generatesAsset,
  generatesText,
  gets,
  gitRemote,
  givesFeedback,
  housekeeping,
  installs,
  irreversible,
  issuesSecret,
  jobWords,
  lastsThisSession,
  links,
  lists,
  loadsInto,
  loginWords,
  maintains,
  manages,
  manyWords,
  marks,
  mayOverwrite,
  mentionsRemoval,
  messagesPeople,
  moneyWords,
  moves,
  movesValue,
  namesBusinessRecords,
  namesCorrespondence,
  namesFile,
  namesPeople,
  narrowAction,
  noArguments,
  noRealValue,
  notifiesPeople,
  opensApp,
  opensInBrowser,
  overwrites,
  ownAccount,
  paidSubscription,
  pays,
  permissionWords,
  placeholder,
  places,
  placesCall,
  pluralObject,
  privateWords,
  production,
  pushes,
  pushesCommits,
  reachesPeople,
  readOnly,
  readsFiles,
  remembers,
  removalOption,
  removes,
  removesLink,
  restores,
  resumes,
  restoresOver,
  returnsForeignText,
  returnsNoun,
  returnsPersonalData,
  returnsSecrets,
  returnsSection,
  returnsWebContent,
  returnsWhatPeopleWrote,
  revokes,
  runs,
  runsAnalysis,
  runsCarriedCode,
  runsContainer,
  runsShell,
  runsStatements,
  saves,
  scrapes,
  scratchState,
  searches,
  secretWords,
  selectOnly,
  sends,
  sendsRequests,
  sendsToAgent,
  serverPurpose,
  setsWorkOff,
  settingsOfPeople,
  settingsWords,
  severalAtOnce,
  shellWords,
  siblingPair,
  siblingTopic,
  smallThing,
  softDelete,
  sqlWords,
  starts,
  startsProcess,
  stops,
  storedAddress,
  storedResult,
  subscribes,
  swapsPlaces,
  switchesNetwork,
  testWords,
  thinks,
  touchesMany,
  tracksTime,
  tracksWork,
  tradeWords,
  trades,
  transactionControl,
  transitions,
  triggers,
  untrustedWords,
  updates,
  uploads,
  versions,
  wholeStore,
  widgetAction,
  wipes,
  writesFiles,
  writingSql,
];
