#include "sides.h"

#include <string.h>

/* A copy in which "@" is the side. Owner: the caller frees. */
static char *with_side(const char *text, const char *side)
{
    rms_buffer out = {0};
    for (; *text; text++)
        if (*text == '@')
            rms_buffer_puts(&out, side);
        else
            rms_buffer_putc(&out, *text);
    rms_buffer_append(&out, "", 0);
    assert_int_equal(out.status, RMS_OK);
    return rms_buffer_take(&out, NULL);
}

static json_t *parsed(const char *text, const char *side)
{
    char *own = with_side(text, side);
    json_error_t error;
    json_t *json = json_loads(own, JSON_DECODE_ANY, &error);
    if (!json)
        print_message("%s: %s\n", own, error.text);
    assert_non_null(json);
    free(own);
    return json;
}

static json_t *answer_of(const char *side, const hand_made *made)
{
    char *body = with_side(made->body ? made->body : "", side);
    const char *type = made->type ? made->type : body[0] == '<' ? "text/xml" : "application/json";
    json_t *answer =
        json_pack("{s:s, s:s, s:i, s:s, s:n, s:o, s:s, s:f}", "symptom", made->symptom ? made->symptom : "answered",
                  "detail", "", "status", made->status ? made->status : 200, "content_type", type, "location",
                  "headers", parsed(made->headers ? made->headers : "[]", side), "body", body, "ms", 1.0);
    assert_non_null(answer);
    free(body);
    return answer;
}

json_t *sides_record(const char *side, const hand_made *made)
{
    json_t *one =
        json_pack("{s:o, s:o}", "sent", parsed(made->sent ? made->sent : "[[\"Action\", \"RemoveInstances\"]]", side),
                  "answer", answer_of(side, made));
    json_t *step = json_pack("{s:s, s:[o], s:[]}", "name", "step1", "tries", one, "seen");
    json_t *known = parsed("{\"bindings\": {\"$a\": \"i-@00000001\", \"$b\": \"i-@00000002\"},"
                           " \"urls\": {\"ess\": \"http://@.example:8080/api\"}, \"prefix\": \"rmspec-@\"}",
                           side);
    assert_non_null(step);
    if (made->after)
        json_array_append_new(json_object_get(step, "seen"),
                              json_pack("{s:s, s:s, s:s, s:o}", "look", "world", "when", "after", "status", "ok",
                                        "world", parsed(made->after, side)));
    json_object_set_new(known, "steps", json_pack("[o]", step));
    return known;
}

static void keep(hand_made_pair *p, rms_diff_which which, const hand_made *made)
{
    rms_side *side = &p->side[which];
    json_t *record = sides_record(rms_diff_which_word(which), made);
    rms_planned_case planned = {.the_case = &p->the_case};
    rms_event_check check = {.id = "a/b/c[JSON,get]",
                             .rule = "a/b",
                             .case_id = "a/b/c",
                             .action = "RemoveInstances",
                             .format = "JSON",
                             .layout = "get",
                             .says = "It is so."};
    rms_side_init(side, which, &p->suite, p->arena);
    side->sink.take(side->sink.context, &planned, made->symptom && !*made->symptom ? NULL : record);
    side->base.event(&side->base, &(rms_event){.kind = RMS_EVENT_CHECK, .u.check = check});
    assert_int_equal(side->status, RMS_OK);
    json_decref(record);
}

void sides_pair(hand_made_pair *ret, const hand_made *left, const hand_made *right)
{
    *ret = (hand_made_pair){.arena = rms_arena_new()};
    assert_non_null(ret->arena);
    ret->rule = (rms_rule){.id = "a/b", .says = "It is so."};
    ret->gateway_rule = (rms_rule){
        .id = "gateway/host", .gateway = 1, .watches = UINT64_C(1) << RMS_CHANGE_HOST, .says = "Host stays."};
    ret->rules[0] = &ret->rule;
    ret->rules[1] = &ret->gateway_rule;
    ret->suite.rules = (rms_rule **)(void *)ret->rules;
    ret->suite.n_rules = 2;
    ret->step = (rms_step){.name = "step1"};
    ret->the_case = (rms_case){.id = "a/b/c", .rule = &ret->rule, .steps = &ret->step, .n_steps = 1};
    keep(ret, RMS_DIFF_LEFT, left);
    keep(ret, RMS_DIFF_RIGHT, right);
    ret->pair = (rms_pair){.suite = &ret->suite,
                           .side = {&ret->side[RMS_DIFF_LEFT], &ret->side[RMS_DIFF_RIGHT]},
                           .run = {&ret->side[RMS_DIFF_LEFT].runs[0], &ret->side[RMS_DIFF_RIGHT].runs[0]},
                           .n = 1,
                           .arena = ret->arena};
}

void sides_done(hand_made_pair *pair)
{
    rms_arena_free(pair->arena);
}

const char *sides_differences(const hand_made_pair *pair, const rms_diff_finding *finding)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_buffer_puts(&text, "");
    for (size_t i = 0; i < finding->n_aspects; i++) {
        const rms_diff_aspect *aspect = &finding->aspects[i];
        const char *left = aspect->value[RMS_DIFF_LEFT], *right = aspect->value[RMS_DIFF_RIGHT];
        if (aspect->differs)
            rms_buffer_printf(&text, "%s: %s | %s\n", aspect->what, left ? left : "(none)", right ? right : "(none)");
    }
    return text.n ? rms_arena_copy_span(pair->arena, rms_buffer_view(&text)) : "";
}
