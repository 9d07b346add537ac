/* A run of a case behind its answer: activities, worlds, races, steps. */
#include "case_kit.h"

#define WORLD(status, members)                                                                                         \
    "{\"groups\":[{\"id\":\"id-group\",\"status\":\"active\",\"min_size\":1,\"instances\":[" members                   \
    "]}],\"instances\":[{\"id\":\"id-a\",\"status\":\"" status "\"}]}"
#define M(id)  "{\"attached\":\"" id "\"}"
#define BOTH   WORLD("running", M("id-a") "," M("id-b"))
#define ONLY_B WORLD("running", M("id-b"))
#define A_GONE WORLD("released", M("id-b"))
#define NO_ONE WORLD("running", "")

#define UNCHANGED  MIN "\n        then: unchanged"
#define REMOVED    "{group: {instances: [$b]}}"
#define ENDED      "{activity: ended, group: {instances: [$b]}}"
#define SUCCESSFUL "{activity: Successful, group: {instances: [$b]}}"

static const run_row worlds[] = {
    ROW("the world holds at once", MUST, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS(ONLY_B)), PASS,
        "", "", "", PASS, PASS, .requests = 1, .looks = 1),
    ROW("the world holds at the fifth look", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH, BOTH, BOTH, BOTH, ONLY_B)), PASS, "", "", "", PASS, PASS, .requests = 1,
        .settle_ms = LONG, .looks = 5),
    ROW("the world never holds", MUST, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS(BOTH)), FAIL,
        "what came of the call", "the world to be as the rule says", "id-a", PASS, PASS, .requests = 1, .looks = 3),
    ROW("the world never holds, should", SHOULD, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS(BOTH)),
        WARN, "what came", "the world", "id-a", PASS, PASS, .requests = 1, .looks = 3),
    ROW("too much was removed", MUST, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS(NO_ONE)), FAIL,
        "what came", "the world", "id-b", PASS, PASS, .requests = 1, .looks = 3),
    ROW("members and world wrong, both are named", MUST,
        ONE EXPECT("success") ANSWER("{ScalingActivityId: asa-2}") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS(BOTH)),
        FAIL, "what came", "ScalingActivityId: asa-2; the world", "ScalingActivityId: asa-1; ", PASS, PASS,
        .requests = 1, .looks = 3),
    ROW("unchanged, twice", MUST, ONE EXPECT(UNCHANGED), SCRIPT(ANSWERS(SAYS(400, MIN_SIZE))), PASS, "", "", "", PASS,
        PASS, .requests = 1, .looks = 2),
    ROW("changed at once", MUST, ONE EXPECT(UNCHANGED), SCRIPT(ANSWERS(SAYS(400, MIN_SIZE)), WORLDS(ONLY_B)), FAIL,
        "what came", "nothing changes", "id-a", PASS, PASS, .requests = 1, .looks = 3),
    ROW("changed at the second look", MUST, ONE EXPECT(UNCHANGED),
        SCRIPT(ANSWERS(SAYS(400, MIN_SIZE)), WORLDS(NULL, ONLY_B)), FAIL, "what came", "nothing changes", "id-a", PASS,
        PASS, .requests = 1, .looks = 2),
    ROW("not looked at when the answer is wrong", MUST, ONE EXPECT(UNCHANGED), SCRIPT(ANSWERS(OK), WORLDS(ONLY_B)),
        FAIL, "not what the rule asks for", "400", "200", PASS, PASS, .requests = 1),
    ROW("the open outcome's world is compared too", SHOULD,
        ONE EXPECT("[{when: refused, verdict: pass, then: unchanged}, {when: success, verdict: observed, then: " REMOVED
                   "}]"),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH)), WARN, "what came", "the world", "id-a", PASS, PASS, .requests = 1,
        .looks = 3),
    ROW("the open outcome's world holds", SHOULD,
        ONE EXPECT("[{when: refused, verdict: pass, then: unchanged}, {when: success, verdict: observed, why: w, "
                   "then: " REMOVED "}]"),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B)), OBS, "w", "a refusal", "200", PASS, PASS, .requests = 1, .looks = 1),
    ROW("kept instances have to be kept twice", MUST,
        ONE EXPECT("success") THEN("{group: {instances: [$b]}, instances: {$a: running}}"),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B, A_GONE)), FAIL, "what came", "the world", "released", PASS, PASS,
        .requests = 1, .looks = 2),
    ROW("kept instances are kept", MUST,
        ONE EXPECT("success") THEN("{group: {instances: [$b]}, instances: {$a: running}}"),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B)), PASS, "", "", "", PASS, PASS, .requests = 1, .looks = 2),
    ROW("released in the end", MUST, ONE EXPECT("success") THEN("{instances: {$a: released}}"),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B, ONLY_B, A_GONE)), PASS, "", "", "", PASS, PASS, .requests = 1,
        .settle_ms = LONG, .looks = 3),
    ROW("a look fails, then it works", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), WORLDS("!io", "!io", ONLY_B)), PASS, "", "", "", PASS, PASS, .requests = 1,
        .settle_ms = LONG, .looks = 3),
    ROW("looks fail for good", MUST, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS("!io")), ERR,
        "the world after the call could not be observed: the script says !io", "", "", PASS, PASS, .requests = 1,
        .looks = 3),
    ROW("looks are not offered", MUST, ONE EXPECT("success") THEN(REMOVED), SCRIPT(ANSWERS(OK), WORLDS("!unsupported")),
        SKIP, "cannot be observed here", "", "", PASS, PASS, .requests = 1, .looks = 1),
    ROW("the adapter cannot observe it", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), .cannot_observe = "no Describe"), SKIP, "cannot be observed here: no Describe", "", "",
        PASS, PASS, .requests = 1),
    ROW("interrupted while looking", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), WORLDS("!interrupted")), SKIP, "interrupted", "", "", PASS, PASS, .requests = 1,
        .looks = 1),
};

#define SERVERS(of_b) "{\"load_balancers\":[{\"id\":\"id-lb\",\"servers\":[{\"server\":\"id-b\"" of_b "}]}]}"
#define WEIGHING(of_b)                                                                                                 \
    "      - case: c\n        given: {load_balancer: {servers: [$a, {server: $b" of_b                                  \
    "}]}, group: {}}\n" SEND("{InstanceId: [$a]}") EXPECT("success")                                                   \
        THEN("{load_balancer: {servers: [{server: $b, weight: 40}]}}")

/* What was not shown of the arranged world is not asked for afterwards. */
static const run_row unseen[] = {
    ROW("a weight that nobody shows", MUST, WEIGHING(""), SCRIPT(ANSWERS(OK), WORLDS(SERVERS(""))), PASS, "", "", "",
        PASS, PASS, .requests = 1, .looks = 1),
    ROW("a weight that was shown is still there", MUST, WEIGHING(", weight: 40"),
        SCRIPT(ANSWERS(OK), WORLDS(SERVERS(",\"weight\":40"))), PASS, "", "", "", PASS, PASS, .requests = 1,
        .looks = 1),
    ROW("a weight that was shown is another one", MUST, WEIGHING(", weight: 40"),
        SCRIPT(ANSWERS(OK), WORLDS(SERVERS(",\"weight\":50"))), FAIL, "what came", "the world", "found id-b weight 50",
        PASS, PASS, .requests = 1, .looks = 3),
    ROW("a weight that was shown is gone", MUST, WEIGHING(", weight: 40"), SCRIPT(ANSWERS(OK), WORLDS(SERVERS(""))),
        FAIL, "what came", "the world", "expected id-b weight 40; found id-b", PASS, PASS, .requests = 1, .looks = 3),
};

static const run_row activities[] = {
    ROW("ended well", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("InProgress", "Successful")), PASS, "", "", "", PASS, PASS,
        .requests = 1, .settle_ms = LONG, .looks = 1),
    ROW("ended well, without effect", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("Successful")), FAIL, "what came", "the world", "id-a", PASS, PASS,
        .requests = 1, .looks = 3),
    ROW("ended Failed: what stands beside is not judged", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("InProgress", "Failed")), SKIP,
        "the scaling activity asa-1 ended Failed", "", "", PASS, PASS, .requests = 1, .settle_ms = LONG),
    ROW("ended with a Warning", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("Warning")), SKIP, "asa-1 ended Warning", "", "", PASS, PASS,
        .requests = 1),
    ROW("Successful wanted, Successful", SHOULD, ONE EXPECT("success") THEN(SUCCESSFUL),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("Successful")), PASS, "", "", "", PASS, PASS, .requests = 1,
        .looks = 1),
    ROW("Successful wanted, Failed", SHOULD, ONE EXPECT("success") THEN(SUCCESSFUL),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("Failed")), WARN, "what came",
        "a scaling activity that ends Successful", "the scaling activity asa-1 ended Failed", PASS, PASS,
        .requests = 1),
    ROW("Successful wanted, Rejected", SHOULD, ONE EXPECT("success") THEN("{activity: Successful}"),
        SCRIPT(ANSWERS(OK), STATES("Rejected")), WARN, "what came", "ends Successful", "ended Rejected", PASS, PASS,
        .requests = 1),
    ROW("never ends", MUST, ONE EXPECT("success") THEN(ENDED), SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("InProgress")),
        FAIL, "what came", "a scaling activity that ends", "the scaling activity asa-1 was still InProgress after",
        PASS, PASS, .requests = 1),
    ROW("never ends, should", SHOULD, ONE EXPECT("success") THEN(SUCCESSFUL),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("InProgress")), WARN, "what came", "ends Successful",
        "was still InProgress", PASS, PASS, .requests = 1),
    ROW("unknown to Describe", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("unknown")), FAIL, "what came", "a scaling activity that ends",
        "asa-1 is unknown to DescribeScalingActivities", PASS, PASS, .requests = 1),
    ROW("known a moment later", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("unknown", "unknown", "Successful")), PASS, "", "", "", PASS, PASS,
        .requests = 1, .settle_ms = LONG, .looks = 1),
    ROW("activities cannot be observed: ended is passed over", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("!unsupported")), PASS, "", "", "", PASS, PASS, .requests = 1,
        .looks = 1),
    ROW("activities cannot be observed: Successful cannot be judged", SHOULD, ONE EXPECT("success") THEN(SUCCESSFUL),
        SCRIPT(ANSWERS(OK), WORLDS(ONLY_B), STATES("!unsupported")), SKIP, "cannot be observed here", "", "", PASS,
        PASS, .requests = 1),
    ROW("the answer names none", MUST, ONE EXPECT("success") THEN(ENDED),
        SCRIPT(ANSWERS(SAYS(200, "{\"RequestId\":\"r\"}")), WORLDS(ONLY_B)), SKIP,
        "answer unreadable: it names no ScalingActivityId", "", "", FAIL, PASS, .requests = 1),
    ROW("no activity asked for, it ended Failed", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("Failed")), SKIP, "the scaling activity asa-1 ended Failed", "", "",
        PASS, PASS, .requests = 1, .looks = 1),
    ROW("no activity asked for, it never ends", MUST, ONE EXPECT("success") THEN(REMOVED),
        SCRIPT(ANSWERS(OK), WORLDS(BOTH), STATES("InProgress")), FAIL, "what came", "the world",
        "asa-1 was still InProgress", PASS, PASS, .requests = 1, .looks = 3),
    ROW("known-activity is known", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: known-activity}"),
        SCRIPT(ANSWERS(OK), STATES("InProgress")), PASS, "", "", "", PASS, PASS, .requests = 1),
    ROW("known-activity is known later", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: known-activity}"),
        SCRIPT(ANSWERS(OK), STATES("unknown", "unknown", "unknown", "unknown", "Failed")), PASS, "", "", "", PASS, PASS,
        .requests = 1, .settle_ms = LONG),
    ROW("known-activity is unknown", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: known-activity}"),
        SCRIPT(ANSWERS(OK), STATES("unknown")), FAIL, "what came",
        "a scaling activity that DescribeScalingActivities knows", "ScalingActivityId asa-1 is unknown there", PASS,
        PASS, .requests = 1),
    ROW("known-activity, none named", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: known-activity}"),
        SCRIPT(ANSWERS(SAYS(200, "{\"RequestId\":\"r\"}"))), SKIP, "answer unreadable: ScalingActivityId is missing",
        "", "", FAIL, PASS, .requests = 1),
    ROW("known-activity, cannot be asked", MUST, ONE EXPECT("success") ANSWER("{ScalingActivityId: known-activity}"),
        SCRIPT(ANSWERS(OK), STATES("!unsupported")), SKIP, "cannot be observed here", "", "", PASS, PASS,
        .requests = 1),
};

#define WHILE "        while: {activity: InProgress}\n"
#define HELD  ONE EXPECT("{status: 400, error: ScalingActivityInProgress}") WHILE
#define TWICE                                                                                                          \
    "      - case: c\n" GIVEN "        steps:\n          - {send: {InstanceId: [$a]}, expect: success}\n"              \
    "          - {send: {InstanceId: [$b]}, expect: {status: 400, error: ScalingActivityInProgress}, while: "          \
    "{activity: "                                                                                                      \
    "InProgress}}\n"
#define BUSY  SAYS(400, ERROR("ScalingActivityInProgress"))
#define QUIET ONE EXPECT("{status: 400, error: ScalingActivityInProgress}") THEN("unchanged") WHILE

static const run_row races[] = {
    ROW("in progress before and after, refused", MUST, HELD,
        SCRIPT(ANSWERS(SAYS(400, ERROR("ScalingActivityInProgress"))), .in_progress = "11"), PASS, "", "", "", PASS,
        PASS, .requests = 1),
    ROW("in progress before and after, accepted", MUST, HELD, SCRIPT(ANSWERS(OK), .in_progress = "11"), FAIL,
        "not what", "400 ScalingActivityInProgress", "200, a success", PASS, PASS, .requests = 1),
    ROW("what is in progress behind the answer is the judged call's own", MUST, HELD,
        SCRIPT(ANSWERS(OK), STATES("InProgress"), .in_progress = "11"), OBS,
        "race: the scaling activity had ended by the time", "", "200", PASS, PASS, .requests = 1, .race = 1),
    ROW("over before the call", MUST, HELD, SCRIPT(ANSWERS(OK), .in_progress = "01"), OBS,
        "race: the scaling activity had ended before the call", "", "200", PASS, PASS, .requests = 1, .race = 1),
    ROW("over by the time of the answer", MUST, HELD, SCRIPT(ANSWERS(OK), .in_progress = "10"), OBS,
        "race: the scaling activity had ended by the time the answer came", "", "200", PASS, PASS, .requests = 1,
        .race = 1),
    ROW("over, although the answer is right", MUST, HELD,
        SCRIPT(ANSWERS(SAYS(400, ERROR("ScalingActivityInProgress"))), .in_progress = "10"), OBS, "race", "", "400",
        PASS, PASS, .requests = 1, .race = 1),
    ROW("cannot be seen", MUST, HELD, SCRIPT(ANSWERS(OK), .in_progress = NULL), SKIP,
        "cannot be observed here: the script knows no activities", "", "", SKIP, SKIP, .requests = 0),
    ROW("unchanged while it is in progress", MUST, QUIET,
        SCRIPT(ANSWERS(SAYS(400, ERROR("ScalingActivityInProgress"))), .in_progress = "11"), PASS, "", "", "", PASS,
        PASS, .requests = 1, .looks = 2),
    ROW("changed while it is in progress", MUST, QUIET,
        SCRIPT(ANSWERS(SAYS(400, ERROR("ScalingActivityInProgress"))), WORLDS(ONLY_B), .in_progress = "111"), FAIL,
        "what came", "nothing changes", "id-a", PASS, PASS, .requests = 1, .looks = 3),
    ROW("changed because it has ended", MUST, QUIET,
        SCRIPT(ANSWERS(SAYS(400, ERROR("ScalingActivityInProgress"))), WORLDS(ONLY_B), .in_progress = "110"), OBS,
        "race: the scaling activity had ended before the world was looked at", "", "id-a", PASS, PASS, .requests = 1,
        .looks = 3, .race = 1),
    ROW("a second removal while the first runs", MUST, TWICE, SCRIPT(ANSWERS(OK, BUSY), STATES("InProgress")), PASS, "",
        "", "", PASS, PASS, .requests = 2),
    ROW("the first removal has ended before the second", MUST, TWICE,
        SCRIPT(ANSWERS(OK, OK), STATES("Successful"), .in_progress = "11"), OBS,
        "race: the scaling activity had ended before the call", "", "200", PASS, PASS, .requests = 2, .race = 1),
    ROW("the first removal ends meanwhile, and the second has started another", MUST, TWICE,
        SCRIPT(ANSWERS(OK, OK), STATES("InProgress", "Successful"), .in_progress = "11"), OBS,
        "race: the scaling activity had ended by the time", "", "200", PASS, PASS, .requests = 2, .race = 1),
};

#define STEPS                                                                                                          \
    "      - case: c\n" GIVEN "        steps:\n"                                                                       \
    "          - {send: {InstanceId: [$a]}, expect: success, then: {activity: ended, group: {instances: [$b]}}}\n"     \
    "          - {name: again, send: {InstanceId: [$a]}, expect: {status: 404, error: InvalidInstanceId.NotFound}, "   \
    "then: unchanged}\n"
#define NOT_FOUND SAYS(404, ERROR("InvalidInstanceId.NotFound"))

#define OWN                                                                                                            \
    "      - case: c\n" GIVEN "        steps:\n"                                                                       \
    "          - {name: one, send: {InstanceId: [$a]}, expect: success}\n"                                             \
    "          - {send: {InstanceId: [$b]}, expect: success, answer: {ScalingActivityId: known-activity}}\n"
#define OK_AGAIN SAYS(200, "{\"RequestId\":\"r-3\",\"ScalingActivityId\":\"asa-2\"}")

static const run_row steps[] = {
    ROW("an activity of its own", MUST, OWN, SCRIPT(ANSWERS(OK, OK_AGAIN), STATES("Successful")), PASS, "", "", "",
        PASS, PASS, .requests = 2),
    ROW("the activity of the step before", MUST, OWN, SCRIPT(ANSWERS(OK, OK), STATES("Successful")), FAIL, "what came",
        "the scaling activity of this call", "ScalingActivityId asa-1 is that of one", PASS, PASS, .requests = 2),
    ROW("both steps right", MUST, STEPS, SCRIPT(ANSWERS(OK, NOT_FOUND), WORLDS(ONLY_B)), PASS, "", "", "", PASS, PASS,
        .requests = 2, .looks = 4),
    ROW("the first step wrong: the second is not sent", MUST, STEPS, SCRIPT(ANSWERS(SAYS(400, ERROR("X")))), FAIL,
        "not what", "a success", "400 X", PASS, PASS, .requests = 1),
    ROW("the second step wrong", MUST, STEPS, SCRIPT(ANSWERS(OK, OK_AGAIN), WORLDS(ONLY_B)), FAIL, "not what",
        "404 InvalidInstanceId.NotFound", "200", PASS, PASS, .requests = 2, .looks = 2),
    ROW("the answer of the first step again", MUST, STEPS, SCRIPT(ANSWERS(OK, OK), WORLDS(ONLY_B)), FAIL,
        "the RequestId of an earlier one: it looks like one out of a cache", "404 InvalidInstanceId.NotFound", "200",
        PASS, PASS, .requests = 2, .looks = 2),
    ROW("unchanged means since the step before", MUST, STEPS,
        SCRIPT(ANSWERS(OK, NOT_FOUND), WORLDS(ONLY_B, ONLY_B, ONLY_B, NO_ONE)), FAIL, "what came", "nothing changes",
        "id-b", PASS, PASS, .requests = 2, .looks = 4),
    ROW("the first step cannot be read", MUST, STEPS, SCRIPT(ANSWERS(SAYS(200, "x"))), SKIP, "answer unreadable", "",
        "", FAIL, SKIP, .requests = 1),
};

#define TABLE(name)                                                                                                    \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        case_play_all(name, KIT_ROWS(name));                                                                           \
    }
TABLE(worlds)
TABLE(unseen)
TABLE(activities)
TABLE(races)
TABLE(steps)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worlds), cmocka_unit_test(test_unseen), cmocka_unit_test(test_activities),
        cmocka_unit_test(test_races),  cmocka_unit_test(test_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
