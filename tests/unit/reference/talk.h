/** How the tests of the endpoint speak to it. Every wait is bounded; a failure fails the test. */
#ifndef RMS_TESTS_REFERENCE_TALK_H
#define RMS_TESTS_REFERENCE_TALK_H

#include "protocol/buffer.h"

typedef struct reply {
    int failed; /* libcurl's error code; 0: an answer came */
    long status;
    char content_type[96];
    rms_buffer body;
    rms_buffer headers;
} reply;

/** One request over a kept connection of this thread; `content_type` and `body` may be NULL. Free with reply_done. */
reply talk(const char *method, const char *url, const char *target, const char *content_type, const char *body);
/** The same with further header lines, a NULL-terminated list. */
reply talk_with(const char *method, const char *url, const char *target, const char *const *headers, const char *body);
void reply_done(reply *r);
/** Close the kept connection. */
void talk_end(void);

/** A bare connection to "http://HOST:PORT". */
int raw_open(const char *url);
void raw_send(int fd, const char *bytes, size_t n);
/** Read until the peer closes or `enough` stands in what was read (NULL: until it closes). At most 30 s. */
rms_buffer raw_read(int fd, const char *enough);
/** Open, send, read until closed or `enough`. */
rms_buffer raw_talk(const char *url, const char *bytes, size_t n, const char *enough);
/** 1 when no byte arrives and nothing closes within `ms`. */
int raw_silent(int fd, int ms);
/** 1 when the peer has closed, waiting at most 30 s; bytes before that are dropped. */
int raw_closed(int fd);

#endif
