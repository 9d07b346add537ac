/* V1: HMAC-SHA1 over the parameters of query string and form together. */
#include "reference/access/verify_parts.h"

#include "protocol/signature.h"

#include <string.h>
#include <strings.h>

static const rms_param *find(const rms_check *check, const char *name)
{
    const rms_param *param = rms_params_find(check->request->params, name);
    return param && param->value_n ? param : NULL;
}

/* The gateway knows one method and one version of it. */
static void check_constants(rms_check *check)
{
    static const struct {
        const char *name, *value;
        int is_optional, is_folded;
    } constants[] = {{"SignatureMethod", "HMAC-SHA1", 0, 1}, /* an example in the documents spells it Hmac-SHA1 */
                     {"SignatureVersion", "1.0", 0, 0},
                     {"SignatureType", "", 1, 0}};
    for (size_t i = 0; i < RMS_COUNT(constants); i++) {
        const rms_param *param = rms_params_find(check->request->params, constants[i].name);
        if (!param && constants[i].is_optional)
            continue;
        const char *value = rms_params_text(check->request->params, constants[i].name);
        if (!value || (constants[i].is_folded ? strcasecmp(value, constants[i].value) != 0
                                              : strcmp(value, constants[i].value) != 0))
            rms_call_refuse(check->call, "InvalidParamater", NULL, constants[i].name);
    }
}

static void read_v1(rms_check *check)
{
    static const char *const required[] = {"Action",           "Version",        "AccessKeyId", "SignatureMethod",
                                           "SignatureVersion", "SignatureNonce", "Signature"};
    /* Action and Version in header fields would not be signed. */
    for (size_t i = 0; i < RMS_COUNT(required); i++)
        if (!find(check, required[i]))
            rms_check_missing(check, required[i]);
    const rms_param *time = find(check, "Timestamp");
    time = time ? time : find(check, "TimeStamp"); /* the published examples are signed with this spelling */
    if (!time)
        rms_check_missing(check, "Timestamp");
    if (!check->policy->signature_method_ignored)
        check_constants(check);
    check->claim = (rms_claim){.id = rms_value_of(find(check, "AccessKeyId")),
                               .token = rms_value_of(find(check, "SecurityToken")),
                               .time = rms_value_of(time),
                               .nonce = rms_value_of(find(check, "SignatureNonce")),
                               .signature = rms_value_of(find(check, "Signature"))};
}

/* The pairs that a deviation leaves of those that are signed. */
static rms_status pick_pairs(const rms_check *check, rms_params *ret)
{
    const rms_access_policy *policy = check->policy;
    const rms_params *all = check->request->params;
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < all->n; i++) {
        const rms_param *param = &all->v[i];
        const int is_of_body = i < check->request->n_body;
        if ((policy->body_unsigned && is_of_body) ||
            (policy->query_unsigned_beside_body && !is_of_body && check->request->n_body) ||
            (policy->empty_unsigned && !param->value_n))
            continue;
        status = rms_params_add(ret, (rms_span){param->name, param->name_n}, (rms_span){param->value, param->value_n});
    }
    return status;
}

/* As encoders for forms do it, which know no '~'. */
static void escape_tildes(rms_span query, rms_buffer *out)
{
    for (size_t i = 0; i < query.n; i++)
        rms_buffer_append(out, query.p[i] == '~' ? "%7E" : query.p + i, query.p[i] == '~' ? 3 : 1);
}

static rms_status string_v1(rms_check *check, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params pairs = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer query = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer escaped = {0};
    rms_status status = pick_pairs(check, &pairs);
    if (status == RMS_OK)
        status = rms_v1_canonical_query(&pairs, &query);
    if (status == RMS_OK && check->policy->tilde_escaped)
        escape_tildes(rms_buffer_view(&query), &escaped);
    if (status == RMS_OK && escaped.status == RMS_OK)
        rms_v1_string_to_sign(check->request->method, rms_buffer_view(escaped.n ? &escaped : &query), out);
    else if (status == RMS_OK)
        status = escaped.status;
    return status == RMS_OK ? out->status : status;
}

static rms_status sign_v1(const char *secret, rms_span string_to_sign, char *ret)
{
    return rms_v1_signature(secret, string_to_sign, ret);
}

const rms_scheme rms_scheme_v1 = {read_v1, string_v1, sign_v1};
