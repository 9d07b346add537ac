#include "harness/run/send.h"

#include "harness/judge/judge.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void rms_send_replace(const rms_bindings *bindings, const char *text, rms_buffer *out)
{
    while (*text) {
        const size_t n = rms_symbol_length(text);
        const rms_binding *found = NULL;
        for (size_t i = 0; n && !found && i < bindings->n; i++)
            if (strlen(bindings->v[i].symbol) == n && strncmp(text, bindings->v[i].symbol, n) == 0)
                found = &bindings->v[i];
        if (found)
            rms_buffer_puts(out, found->id);
        else
            rms_buffer_append(out, text, n ? n : 1);
        text += n ? n : 1;
    }
}

static void put_time(int64_t seconds, rms_buffer *out)
{
    const time_t when = (time_t)seconds;
    struct tm tm;
    char text[32] = "";
    if (gmtime_r(&when, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
        rms_buffer_puts(out, text);
}

/* {from: step1.Member}: what that step sent under the name, or else the member of its answer. */
static rms_status put_from(const rms_send_context *context, const char *from, rms_buffer *out, rms_error *err)
{
    const char *dot = strchr(from, '.');
    for (size_t i = 0; dot && i < context->n_earlier; i++) {
        const rms_sent_step *step = &context->earlier[i];
        if (strlen(step->name) != (size_t)(dot - from) || strncmp(step->name, from, (size_t)(dot - from)) != 0)
            continue;
        const rms_param *param = rms_params_find(step->sent, dot + 1);
        if (param) {
            rms_buffer_append(out, param->value, param->value_n);
            return RMS_OK;
        }
        if (rms_answer_path_text(step->answer, dot + 1, out))
            return RMS_OK;
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "{from: %s}: no earlier step sent or got that", from);
}

rms_status rms_send_scalar(const rms_send_context *context, const rms_value *value, rms_buffer *out, rms_error *err)
{
    switch (value->kind) {
    case RMS_VALUE_TEXT:
    case RMS_VALUE_RAW:
        rms_send_replace(context->bindings, value->text, out);
        return RMS_OK;
    case RMS_VALUE_NUMBER:
    case RMS_VALUE_JSON:
        rms_buffer_puts(out, value->text);
        return RMS_OK;
    case RMS_VALUE_NOW:
        put_time(context->now + value->seconds, out);
        return RMS_OK;
    case RMS_VALUE_FROM:
        return put_from(context, value->text, out, err);
    case RMS_VALUE_LIST:
    case RMS_VALUE_MAP:
        break;
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "a list stands where a single value is needed");
}

static rms_param_kind kind_of(const rms_action_row *action, const char *name)
{
    for (size_t i = 0; i < action->n_params; i++)
        if (strcmp(action->params[i].name, name) == 0)
            return action->params[i].kind;
    return RMS_PARAM_TEXT;
}

static int takes(const rms_action_row *action, const char *name)
{
    for (size_t i = 0; i < action->n_params; i++)
        if (strcmp(action->params[i].name, name) == 0)
            return 1;
    return 0;
}

/* Symbol of the vServer group that the step names: its own VServerGroupId when that is a symbol. */
static const char *group_symbol(const rms_send *send)
{
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, "VServerGroupId") == 0 && send->set[i].value.kind == RMS_VALUE_TEXT)
            return send->set[i].value.text;
    return "$vgroup";
}

static rms_status set_param(rms_params *params, const char *name, rms_buffer *value, int append)
{
    rms_buffer_append(value, "", 0);
    if (value->status != RMS_OK)
        return value->status;
    return append ? rms_params_add(params, rms_span_of(name), rms_buffer_view(value))
                  : rms_params_set(params, name, value->p);
}

/* InstanceId: [$a, $b] travels as InstanceId.1, InstanceId.2. */
static rms_status set_numbered(const rms_send_context *context, const rms_send_param *param, rms_params *params,
                               rms_error *err)
{
    char name[160];
    rms_status status = RMS_OK;
    for (size_t i = 0; i < param->value.n && status == RMS_OK; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
        (void)snprintf(name, sizeof name, "%s.%zu", param->name, i + 1);
        status = rms_send_scalar(context, &param->value.item[i], &value, err);
        if (status == RMS_OK)
            status = set_param(params, name, &value, 0);
    }
    return status;
}

static rms_status put_param(const rms_send_context *context, const rms_send_param *param, int append,
                            rms_params *params, rms_error *err)
{
    const rms_action_row *action = context->step->send.action;
    const rms_param_kind kind = kind_of(action, param->name);
    RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
    if (param->value.kind == RMS_VALUE_LIST && kind == RMS_PARAM_REPEATED)
        return set_numbered(context, param, params, err);
    const int composed = param->value.kind == RMS_VALUE_LIST || param->value.kind == RMS_VALUE_MAP;
    const rms_status status = composed ? rms_send_json(context, &param->value, kind == RMS_PARAM_SERVERS,
                                                       group_symbol(&context->step->send), &value, err)
                                       : rms_send_scalar(context, &param->value, &value, err);
    return status == RMS_OK ? set_param(params, param->name, &value, append) : status;
}

static int sets(const rms_send *send, const char *name)
{
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, name) == 0)
            return 1;
    for (size_t i = 0; i < send->n_omit; i++)
        if (strcmp(send->omit[i], name) == 0)
            return 1;
    return 0;
}

/* The object acted on, unless the step says otherwise. */
static rms_status put_target(const rms_send_context *context, rms_params *params, rms_error *err)
{
    const rms_send *send = &context->step->send;
    const char *target = send->action->target;
    if (send->action != context->the_case->rule->action || !target || sets(send, target))
        return RMS_OK;
    const char *symbol = rms_target_symbol(send->action);
    const char *id = symbol ? rms_bindings_get(context->bindings, symbol) : NULL;
    return id ? rms_params_set(params, target, id)
              : rms_fail(err, RMS_E_NOT_FOUND, 0, "the case has no %s for %s", symbol ? symbol : "symbol", target);
}

static rms_status put_plain(const rms_send_context *context, rms_params *params, rms_error *err)
{
    const rms_action_row *action = context->step->send.action;
    RMS_AUTO(rms_buffer_done) rms_buffer now = {0};
    put_time(context->now, &now);
    const char *const common[][2] = {{"Action", action->name},
                                     {"Version", rms_product_version(action->product)},
                                     {"Format", rms_format_name(context->format)},
                                     {"SignatureNonce", context->nonce},
                                     {"Timestamp", now.p}};
    for (size_t i = 0; i < RMS_COUNT(common); i++) {
        const rms_status status = common[i][1] ? rms_params_set(params, common[i][0], common[i][1]) : RMS_E_NOMEM;
        if (status != RMS_OK)
            return status;
    }
    const rms_status status = takes(action, "RegionId") ? rms_params_set(params, "RegionId", context->region) : RMS_OK;
    return status == RMS_OK ? put_target(context, params, err) : status;
}

/* Put, take away and append what a map of changes says. */
static rms_status change(const rms_send_context *context, const rms_send *send, rms_params *params, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < send->n_set && status == RMS_OK; i++)
        status = put_param(context, &send->set[i], 0, params, err);
    for (size_t i = 0; i < send->n_omit; i++)
        (void)rms_params_remove(params, send->omit[i]);
    for (size_t i = 0; i < send->n_append && status == RMS_OK; i++)
        status = put_param(context, &send->append[i], 1, params, err);
    return status;
}

static rms_status finish(rms_status status, rms_error *err)
{
    if (status != RMS_OK && err && !err->text[0])
        (void)rms_fail(err, status, 0, "the request cannot be made: %s", rms_status_text(status));
    return status;
}

rms_status rms_send_make(const rms_send_context *context, rms_params *ret, rms_error *err)
{
    const rms_send *send = &context->step->send;
    if (err)
        err->text[0] = '\0';
    rms_status status = put_plain(context, ret, err);
    if (status == RMS_OK)
        status = change(context, send, ret, err);
    if (status == RMS_OK && send->after_signing)
        status = change(context, send->after_signing, ret, err);
    return finish(status, err);
}

rms_status rms_send_make_covered(const rms_send_context *context, rms_params *ret, rms_error *err)
{
    const rms_send *send = &context->step->send;
    if (err)
        err->text[0] = '\0';
    rms_status status = put_plain(context, ret, err);
    if (status == RMS_OK && send->how_signed != RMS_SIGNED_BEFORE_CHANGE)
        status = change(context, send, ret, err);
    return finish(status, err);
}
