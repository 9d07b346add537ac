/**
 * Exchanges over HTTP: by libcurl, keep-alive, bounded in number, size and time.
 *
 * rms_exchange_perform blocks its caller, drives libcurl in the calling thread, and may be called from many threads at
 * once. No redirects are followed, no proxy from the environment is used, http and https only. Before a request to the
 * endpoint goes out, the guard, the request budget and the rate have their say; requests to the door are free of that.
 */
#ifndef RMS_HARNESS_EXCHANGE_EXCHANGE_H
#define RMS_HARNESS_EXCHANGE_EXCHANGE_H

#include "harness/exchange/transport.h"
#include "protocol/layout.h"

typedef struct rms_exchanger rms_exchanger;

/** Bytes of an answer that are kept at most; a longer one is the symptom RMS_SYMPTOM_TOO_LARGE. */
#define RMS_EXCHANGE_BODY_MAX ((size_t)1 << 20)
/** Bytes of all header lines of one exchange, interim answers and trailers included; beyond them:
 * RMS_SYMPTOM_TOO_LARGE. */
#define RMS_EXCHANGE_HEADER_MAX ((size_t)64 << 10)
/** Most exchanges at once. */
#define RMS_EXCHANGE_CONNECTIONS_MAX 256

typedef struct rms_exchange_options {
    unsigned connections;        /**< at once; 0 means 8; at most RMS_EXCHANGE_CONNECTIONS_MAX */
    unsigned timeout_ms;         /**< for a whole exchange; 0 means 10000 */
    unsigned connect_timeout_ms; /**< 0 means 5000 */
    size_t body_max;             /**< 0 means RMS_EXCHANGE_BODY_MAX */
    /** Told every request just before it is sent, from the calling thread; NULL: nobody is. What is POSTed to a full
     * URL comes with an empty target. The body holds `body_n` bytes and no NUL behind them. */
    void (*tap)(void *context, const char *base_url, const rms_wire *wire);
    void *tap_context;
    rms_transport transport;
    unsigned rate;         /**< requests a second to the endpoint, at an even pace; 0: as fast as can be */
    unsigned max_requests; /**< to the endpoint; beyond them only cleaning up goes out; 0: no limit */
    /** 0 holds a request to the endpoint back: it ends with RMS_SYMPTOM_WITHHELD and what @p why (size @p n) says. From
     * the calling thread; NULL: all may go out. */
    int (*gate)(void *context, const char *base_url, const rms_wire *wire, char *why, size_t n);
    void *gate_context;
    double (*now_ms)(void *context); /**< clock of the rate; NULL: the system's */
    void *now_context;
} rms_exchange_options;

/** X(enum, word, sentence): how an exchange ended. */
#define RMS_SYMPTOM_MAP(XX)                                                                                            \
    XX(RMS_SYMPTOM_NONE, "answered", "a whole HTTP answer came")                                                       \
    XX(RMS_SYMPTOM_UNREACHABLE, "unreachable", "no connection: name or address unknown, refused, or TLS failed")       \
    XX(RMS_SYMPTOM_TIMEOUT, "timeout", "no whole answer within the time limit")                                        \
    XX(RMS_SYMPTOM_CLOSED, "closed-early", "the connection ended before the answer was whole")                         \
    XX(RMS_SYMPTOM_TOO_LARGE, "too-large", "the answer is larger than the limit")                                      \
    XX(RMS_SYMPTOM_NOT_HTTP, "not-http", "what came is no HTTP answer")                                                \
    XX(RMS_SYMPTOM_INTERRUPTED, "interrupted", "the run was ended")                                                    \
    XX(RMS_SYMPTOM_WITHHELD, "withheld", "rmspec did not send it")                                                     \
    XX(RMS_SYMPTOM_INTERNAL, "internal", "rmspec itself could not make the exchange")
#define RMS_SYMPTOM_AS_ENUM(id, word, doc) id,
typedef enum rms_symptom { RMS_SYMPTOM_MAP(RMS_SYMPTOM_AS_ENUM) RMS_SYMPTOM_COUNT } rms_symptom;
const char *rms_symptom_word(rms_symptom symptom);
const char *rms_symptom_doc(rms_symptom symptom);

/** What came back. Owned by the caller: rms_exchange_done. A zeroed struct is fine to done. */
typedef struct rms_exchanged {
    rms_symptom symptom;
    char detail[160];   /**< what happened, for a symptom other than none; mostly libcurl's words */
    int status;         /**< HTTP status; 0 when none was read */
    char *content_type; /**< NULL when none */
    char *location;     /**< of a redirect that was not followed; NULL */
    rms_params headers; /**< every field of the final answer, in order */
    char *body;         /**< NUL-terminated; never NULL after an exchange that did not fail with RMS_E_NOMEM */
    size_t body_n;
    long local_port; /**< of the connection, on our side; 0 when it is not known */
    double ms;
} rms_exchanged;

/**
 * Owner:  *ret is freed with rms_exchanger_free.
 * Errors: RMS_E_LIMIT (more than RMS_EXCHANGE_CONNECTIONS_MAX connections, or RMS_RATE_MAX requests a second),
 *         RMS_E_NOMEM; as rms_transport_check.
 */
rms_status rms_exchanger_new(const rms_exchange_options *options, rms_exchanger **ret, rms_error *err);

/**
 * Whether @p url can be the address of an endpoint: http or https, a host, neither query nor fragment.
 * Errors: RMS_E_USAGE with a sentence, RMS_E_NOMEM.
 */
rms_status rms_url_check(const char *url, rms_error *err);

/**
 * Send @p wire to @p base_url ("http://host:port", its path is kept) and wait for the end.
 *
 * The target goes out as it is given, behind the path of the base URL. libcurl repeats a request once when a connection
 * that was kept alive turns out to be closed before the first byte of an answer.
 * Errors: RMS_E_NOMEM only; everything else is a symptom in *ret.
 */
rms_status rms_exchange_perform(rms_exchanger *exchanger, const char *base_url, const rms_wire *wire,
                                rms_exchanged *ret);

/** POST a body of that content type to a full URL (the door). */
rms_status rms_exchange_post(rms_exchanger *exchanger, const char *url, const char *content_type, rms_span body,
                             rms_exchanged *ret);

/** End every exchange under way and every later one with RMS_SYMPTOM_INTERRUPTED, until rms_exchanger_resume (cleaning
 * up needs it). Async-signal-unsafe. */
void rms_exchanger_interrupt(rms_exchanger *exchanger);
void rms_exchanger_resume(rms_exchanger *exchanger);

/** Wait for that long. 1 when the time has passed, 0 at once when the exchanger is interrupted. */
int rms_exchanger_pause(rms_exchanger *exchanger, unsigned ms);

/** Exchanges made so far. */
size_t rms_exchanger_count(const rms_exchanger *exchanger);

/** From here to its end this thread cleans up: what it sends goes out beyond the request budget too. They nest. */
void rms_exchange_begin_cleaning(void);
void rms_exchange_end_cleaning(void);

/** What the limits did so far. */
typedef struct rms_exchanger_limits {
    int spent;        /**< a request was held back (RMS_SYMPTOM_INTERRUPTED) because the budget is used up */
    size_t beyond;    /**< requests that went out beyond the budget, to clean up */
    double waited_ms; /**< of all requests together, to keep the rate */
    int lower_http;   /**< HTTP/2 was asked for and an answer came in an older version */
} rms_exchanger_limits;
rms_exchanger_limits rms_exchanger_get_limits(rms_exchanger *exchanger);

void rms_exchanged_done(rms_exchanged *exchanged);
/** No exchange may be under way any more. NULL is fine. */
void rms_exchanger_free(rms_exchanger *exchanger);

/**
 * Append the exchange as a curl command line that can be pasted into a POSIX shell, secrets masked. Without secrets it
 * repeats the bytes of target and body exactly.
 */
void rms_command_print(const char *base_url, const rms_wire *wire, rms_buffer *out);
/** The same with the options of curl that make the connection alike. */
void rms_command_print_over(const rms_transport *transport, const char *base_url, const rms_wire *wire,
                            rms_buffer *out);
/** The same with its secrets: who asks for a signed command wants the signature. */
void rms_command_print_open(const rms_transport *transport, const char *base_url, const rms_wire *wire,
                            rms_buffer *out);
/**
 * Append a command that signs these parameters anew and sends them: @p program ("rmspec sign --signature v3"), layout,
 * URL, and NAME=VALUE for each but nonce and time; it prints a curl command, which goes to a shell. Secrets are masked.
 */
void rms_command_print_unsigned(const char *program, const char *base_url, rms_layout layout, const rms_params *params,
                                rms_buffer *out);
/** Append one word for a POSIX shell, in quotes. */
void rms_command_quote(rms_span text, rms_buffer *out);

/**
 * Append @p text with secrets replaced by "***".
 *
 * Shape:  any text: a query, a form, header lines, JSON, XML, a string-to-sign. Masked are the values of Signature,
 *         SecurityToken, BearerToken, AccessKeySecret and their header forms, Authorization header lines, all but the
 * first four characters of AccessKeyId, and a password in a URL; names, separators and values may be percent-encoded up
 * to twice.
 */
void rms_mask(rms_span text, rms_buffer *out);

#endif
