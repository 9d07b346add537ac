#include "reports/members.h"

#define TABLE(name, type, ...)                                                                                         \
    static const rms_member name##_rows[] = {__VA_ARGS__};                                                             \
    const rms_members name = {name##_rows, sizeof name##_rows / sizeof *name##_rows}

#define BEGIN(name, kind, member)                                                                                      \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_begin, member)                                                                  \
    }
TABLE(rms_begin_members, rms_event_begin, BEGIN("version", RMS_MEMBER_ID, version),
      BEGIN("target", RMS_MEMBER_ID, target), BEGIN("adapter", RMS_MEMBER_ID, adapter),
      BEGIN("prefix", RMS_MEMBER_ID, prefix), BEGIN("seed", RMS_MEMBER_SEED, seed),
      BEGIN("started_at", RMS_MEMBER_TIME, started_at), BEGIN("shard", RMS_MEMBER_UNSIGNED, shard),
      BEGIN("shards", RMS_MEMBER_UNSIGNED, shards), BEGIN("strict", RMS_MEMBER_FLAG, strict));

#define PROBE(name, kind, member)                                                                                      \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_probe, member)                                                                  \
    }
TABLE(rms_probe_members, rms_event_probe, PROBE("what", RMS_MEMBER_ID, what), PROBE("works", RMS_MEMBER_FLAG, works),
      PROBE("detail", RMS_MEMBER_TEXT, detail));

#define PLAN(name, kind, member)                                                                                       \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_plan, member)                                                                   \
    }
TABLE(rms_plan_members, rms_event_plan, PLAN("rules", RMS_MEMBER_COUNT, rules), PLAN("cases", RMS_MEMBER_COUNT, cases),
      PLAN("checks", RMS_MEMBER_COUNT, checks), PLAN("whole_rules", RMS_MEMBER_COUNT, whole_rules),
      PLAN("whole_cases", RMS_MEMBER_COUNT, whole_cases), PLAN("whole_checks", RMS_MEMBER_COUNT, whole_checks),
      PLAN("digest", RMS_MEMBER_TEXT, digest), PLAN("must_rules", RMS_MEMBER_TEXTS, must_rules));

#define LOST(name, kind, member)                                                                                       \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_arrange_failed, member)                                                         \
    }
TABLE(rms_arrange_failed_members, rms_event_arrange_failed, LOST("case", RMS_MEMBER_ID, case_id),
      LOST("reason", RMS_MEMBER_ID, reason), LOST("checks", RMS_MEMBER_COUNT, checks));

#define CHECK(name, kind, member)                                                                                      \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_check, member)                                                                  \
    }
TABLE(rms_check_members, rms_event_check, CHECK("id", RMS_MEMBER_ID, id), CHECK("rule", RMS_MEMBER_ID, rule),
      CHECK("case", RMS_MEMBER_ID, case_id), CHECK("action", RMS_MEMBER_ID, action),
      CHECK("format", RMS_MEMBER_ID, format), CHECK("layout", RMS_MEMBER_ID, layout),
      CHECK("level", RMS_MEMBER_LEVEL, level), CHECK("verdict", RMS_MEMBER_VERDICT, verdict),
      CHECK("known", RMS_MEMBER_TEXT, known), CHECK("says", RMS_MEMBER_TEXT, says),
      CHECK("document", RMS_MEMBER_TEXT, document), CHECK("clause", RMS_MEMBER_TEXT, clause),
      CHECK("decided_by", RMS_MEMBER_WORDS, decided_by), CHECK("reason", RMS_MEMBER_TEXT, reason),
      CHECK("expected", RMS_MEMBER_TEXT, expected), CHECK("actual", RMS_MEMBER_TEXT, actual),
      CHECK("request", RMS_MEMBER_TEXT, request), CHECK("answer", RMS_MEMBER_TEXT, answer),
      CHECK("repeat", RMS_MEMBER_TEXT, repeat), CHECK("duration_ms", RMS_MEMBER_NUMBER, duration_ms),
      CHECK("place", RMS_MEMBER_COUNT, place), CHECK("judged", RMS_MEMBER_FLAG, judged),
      CHECK("found", RMS_MEMBER_TEXT, found), CHECK("seen", RMS_MEMBER_TEXTS, seen),
      CHECK("evidence", RMS_MEMBER_TEXT, evidence), CHECK("was", RMS_MEMBER_TEXT, was));

#define BASELINE(name, kind, member)                                                                                   \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_baseline, member)                                                               \
    }
TABLE(rms_baseline_members, rms_event_baseline, BASELINE("file", RMS_MEMBER_ID, file),
      BASELINE("line", RMS_MEMBER_UNSIGNED, line), BASELINE("pattern", RMS_MEMBER_ID, pattern),
      BASELINE("reason", RMS_MEMBER_TEXT, reason), BASELINE("owner", RMS_MEMBER_TEXT, owner),
      BASELINE("expires", RMS_MEMBER_TEXT, expires), BASELINE("flaky", RMS_MEMBER_FLAG, flaky),
      BASELINE("state", RMS_MEMBER_STATE, state), BASELINE("checks", RMS_MEMBER_COUNT, checks),
      BASELINE("failed", RMS_MEMBER_COUNT, failed), BASELINE("passed", RMS_MEMBER_COUNT, passed),
      BASELINE("skipped", RMS_MEMBER_COUNT, skipped), BASELINE("elsewhere", RMS_MEMBER_COUNT, elsewhere),
      BASELINE("text", RMS_MEMBER_TEXT, text));

#define PROGRESS(name, kind, member)                                                                                   \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_progress, member)                                                               \
    }
TABLE(rms_progress_members, rms_event_progress, PROGRESS("done", RMS_MEMBER_COUNT, done),
      PROGRESS("planned", RMS_MEMBER_COUNT, planned), PROGRESS("failed", RMS_MEMBER_COUNT, failed),
      PROGRESS("current", RMS_MEMBER_TEXT, current));

#define END(name, kind, member)                                                                                        \
    {                                                                                                                  \
        name, kind, offsetof(rms_event_end, member)                                                                    \
    }
TABLE(rms_end_members, rms_event_end, END("exchanges", RMS_MEMBER_COUNT, exchanges),
      END("duration_ms", RMS_MEMBER_NUMBER, duration_ms), END("interrupted", RMS_MEMBER_FLAG, interrupted),
      END("interruption", RMS_MEMBER_TEXT, interruption), END("strict", RMS_MEMBER_FLAG, strict),
      END("exit_code", RMS_MEMBER_INT, exit_code), END("exit_reason", RMS_MEMBER_TEXT, exit_reason));
