#include "reference/access/verify_parts.h"

#include "protocol/signature.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- the clock ---- */

/* Days since 1970-01-01 in the Gregorian calendar; years start in March, so that the leap day is the last one. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static int number_at(rms_span text, size_t at, size_t n)
{
    int number = 0;
    for (size_t i = at; i < at + n; i++)
        number = number * 10 + (text.p[i] - '0');
    return number;
}

rms_status rms_verify_time(rms_span text, int64_t *ret)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
    if (text.n != sizeof shape - 1)
        return RMS_E_SYNTAX;
    for (size_t i = 0; i < text.n; i++)
        if (shape[i] == 'd' ? text.p[i] < '0' || text.p[i] > '9' : text.p[i] != shape[i])
            return RMS_E_SYNTAX;
    int year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
    int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 ||
        second > 60)
        return RMS_E_SYNTAX;
    *ret = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return RMS_OK;
}

/* ---- what both signatures share ---- */

rms_span rms_value_of(const rms_param *param)
{
    return param ? (rms_span){param->value, param->value_n} : (rms_span){NULL, 0};
}

const rms_param *rms_check_header(const rms_check *check, const char *name, size_t *ret_n)
{
    const rms_param *first = NULL;
    size_t n = 0;
    for (size_t i = 0; check->request->headers && i < check->request->headers->n; i++) {
        const rms_param *field = &check->request->headers->v[i];
        if (strcasecmp(field->name, name) != 0)
            continue;
        first = first ? first : field;
        n++;
    }
    if (ret_n)
        *ret_n = n;
    return first;
}

void rms_check_missing(rms_check *check, const char *name)
{
    const char *code = check->call->policy->missing_code;
    rms_call_refuse(check->call, code ? code : "MissingParameter", NULL, name);
}

static int is_v3(const rms_check *check)
{
    static const char prefix[] = "ACS3-";
    const rms_param *field = rms_check_header(check, "Authorization", NULL);
    return field && (!strncasecmp(field->value, prefix, sizeof prefix - 1) ||
                     !rms_params_find(check->request->params, "Signature"));
}

static int is_signed(const rms_check *check, int is_signed_v3)
{
    const rms_param *field = rms_check_header(check, "Authorization", NULL);
    return is_signed_v3 ? field && strstr(field->value, "Signature=") != NULL
                        : rms_params_find(check->request->params, "Signature") != NULL;
}

static void check_key(rms_check *check)
{
    rms_call *call = check->call;
    const rms_known_key *key = call->caller;
    if (!key)
        rms_call_refuse(call, "InvalidAccessKeyId.NotFound", NULL, NULL);
    else if (key->denied && !check->policy->denied_key_accepted)
        rms_call_refuse(call, "Forbidden.AccessKeyDisabled", NULL, NULL);
    else if (key->token && !check->policy->token_ignored &&
             !rms_signature_equal(check->claim.token, rms_span_of(key->token)))
        rms_call_refuse(call, "InvalidAccessKeyId.NotFound", NULL, NULL); /* a temporary key is none by itself */
}

/* The request's time, when it is one. */
static int64_t check_time(rms_check *check)
{
    const rms_verifier *verifier = check->verifier;
    int64_t seconds = 0;
    if (rms_verify_time(check->claim.time, &seconds) != RMS_OK) {
        if (!check->policy->malformed_time_accepted)
            rms_call_refuse(check->call, "IllegalTimestamp", NULL, NULL);
        return check->call->now_ms;
    }
    int64_t ahead_ms = seconds * 1000 - check->call->now_ms;
    int64_t window_ms = check->policy->window_s ? (int64_t)check->policy->window_s * 1000 : verifier->window_ms;
    if (!verifier->window_ms || check->policy->skew_ignored)
        return seconds * 1000;
    if ((ahead_ms > window_ms && !check->policy->future_accepted) ||
        (-ahead_ms > window_ms && !check->policy->past_accepted))
        rms_call_refuse(check->call, "InvalidTimeStamp.Expired", NULL, NULL);
    return seconds * 1000;
}

static void take_status(rms_call *call, rms_status status)
{
    if (status != RMS_OK && call->status == RMS_OK)
        call->status = status;
}

/* What clients look for in the message is the server's string to sign. */
static void refuse_signature(rms_check *check, rms_span string_to_sign)
{
    rms_call *call = check->call;
    size_t n = string_to_sign.n < RMS_VERIFY_TOLD_MAX ? string_to_sign.n : RMS_VERIFY_TOLD_MAX;
    rms_buffer_append(&call->told, string_to_sign.p, n);
    take_status(call, call->told.status);
    rms_call_refuse(call, "SignatureDoesNotMatch", NULL, NULL);
    call->refusal.told = call->told.p;
}

static void check_signature(rms_check *check, const rms_scheme *scheme)
{
    char expected[RMS_V3_SIGNATURE_SIZE];
    RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
    rms_status status = scheme->string_to_sign(check, &string);
    if (rms_call_fine(check->call))
        take_status(check->call, status);
    if (!rms_call_fine(check->call))
        return;
    take_status(check->call, scheme->sign(check->call->caller->secret, rms_buffer_view(&string), expected));
    if (rms_call_fine(check->call) && !check->policy->signature_ignored &&
        !rms_signature_equal(check->claim.signature, rms_span_of(expected)))
        refuse_signature(check, rms_buffer_view(&string));
}

static void check_nonce(rms_check *check, int64_t time_ms)
{
    const rms_verifier *verifier = check->verifier;
    rms_call *call = check->call;
    if (verifier->is_nonce_reuse_allowed || check->policy->nonce_reuse_accepted)
        return;
    int64_t window_ms = verifier->window_ms ? verifier->window_ms : (int64_t)RMS_MAX_SKEW_S * 1000;
    int64_t last_ms = (time_ms > call->now_ms && verifier->window_ms ? time_ms : call->now_ms) + window_ms;
    int is_new = 0;
    rms_status status = rms_nonces_use(verifier->nonces, check->claim.nonce, call->now_ms, last_ms + 1,
                                       &is_new); /* a repeat at the very edge of the window is still read */
    if (status == RMS_E_LIMIT)
        rms_call_refuse(call, "Throttling", NULL, NULL);
    else if (status != RMS_OK)
        take_status(call, status);
    else if (!is_new)
        rms_call_refuse(call, "SignatureNonceUsed", NULL, NULL);
}

/* Who it claims to be from; nothing is refused. */
static void find_caller(rms_check *check, int is_signed_v3)
{
    rms_span id = rms_value_of(rms_params_find(check->request->params, "AccessKeyId"));
    rms_v3_authorization authorization;
    const rms_param *field = is_signed_v3 ? rms_check_header(check, "Authorization", NULL) : NULL;
    if (field && rms_v3_authorization_parse(rms_value_of(field), &authorization, NULL) == RMS_OK)
        id = authorization.credential;
    check->call->caller = id.n ? rms_keyring_find(check->verifier->keys, id) : NULL;
}

void rms_verify(const rms_verifier *verifier, const rms_signed_request *request, rms_call *call)
{
    rms_check check = {.verifier = verifier, .request = request, .call = call, .policy = &call->policy->access};
    const int is_signed_v3 = is_v3(&check);
    const rms_scheme *scheme = is_signed_v3 ? &rms_scheme_v3 : &rms_scheme_v1;
    find_caller(&check, is_signed_v3);
    if (!verifier->keys->n_configured || (check.policy->unsigned_accepted && !is_signed(&check, is_signed_v3)))
        return;
    scheme->read(&check);
    if (rms_call_fine(call))
        check_key(&check);
    int64_t time_ms = rms_call_fine(call) ? check_time(&check) : 0;
    if (rms_call_fine(call))
        check_signature(&check, scheme);
    if (rms_call_fine(call))
        check_nonce(&check, time_ms);
}
