// libcurl for Swift, opened when it is first needed.
//
// Swift cannot call C's variadic functions, which curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are: each
// has one function here for each type of its argument. And libcurl pulls in some thirty shared libraries, whose loading
// would cost every offline command more than its answer does: nothing here links to libcurl, ccurl_load opens it.
// The headers are libcurl's own, so that types and option numbers are those of the library.

#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stddef.h>

// Opens libcurl, finds every function below and initialises it, once a process, from whichever thread comes first.
// Returns NULL, or a text in static memory that says why it cannot be used. Call it before anything else here.
const char *ccurl_load(void);

// "libcurl/7.88.1", and whether it speaks HTTP/2.
const char *ccurl_version(void);
int ccurl_supports_http2(void);

CURL *ccurl_easy_init(void);
void ccurl_easy_cleanup(CURL *easy);
const char *ccurl_easy_strerror(CURLcode code);

CURLcode ccurl_easy_setopt_long(CURL *easy, CURLoption option, long value);
// libcurl copies the text; NULL resets the option.
CURLcode ccurl_easy_setopt_string(CURL *easy, CURLoption option, const char *value);
// For pointers that libcurl only keeps: lists, and what a callback is given.
CURLcode ccurl_easy_setopt_pointer(CURL *easy, CURLoption option, void *value);
// libcurl copies the bytes.
CURLcode ccurl_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t count);
CURLcode ccurl_easy_setopt_write_callback(
    CURL *easy, CURLoption option, size_t (*callback)(char *bytes, size_t size, size_t count, void *context));
// What libcurl does and sees is told to a function, TLS handshake messages among it (where libcurl uses OpenSSL or one
// of its kin); nothing else says which TLS version was agreed on, or with which alert the server ended the connection.
CURLcode ccurl_easy_setopt_debug_callback(CURL *easy, curl_debug_callback callback);

CURLcode ccurl_easy_getinfo_long(CURL *easy, CURLINFO info, long *value);
CURLcode ccurl_easy_getinfo_offset(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode ccurl_easy_getinfo_string(CURL *easy, CURLINFO info, const char **value);
// The certificates that the server showed, where CURLOPT_CERTINFO is set; it lives as long as the handle's transfer.
// The option's value is a pointer to a struct, which libcurl types as a list.
const struct curl_certinfo *ccurl_easy_certinfo(CURL *easy);

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text);
void ccurl_slist_free_all(struct curl_slist *list);

CURLM *ccurl_multi_init(void);
CURLMcode ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ccurl_multi_perform(CURLM *multi, int *running);
CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds);
// The only call that may come from another thread.
CURLMcode ccurl_multi_wakeup(CURLM *multi);
// The next finished transfer and its result; NULL when there is none. (CURLMsg holds a union, which Swift reads badly.)
CURL *ccurl_multi_next_finished(CURLM *multi, CURLcode *result);

#endif
