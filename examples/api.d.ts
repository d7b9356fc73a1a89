/** Made from docs/openapi.json by `npm run openapi`. */

export interface paths {
    "/v1/applicants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List applicants
         * @description Newest first, from a copy that may be seconds behind. Read one applicant to act on it.
         *
         *     Needs an API key with the scope `read`, or with one that implies it: `applicants`, `reviews`.
         */
        get: operations["listApplicants"];
        put?: never;
        /**
         * Create an applicant
         * @description As JSON; or as a form, with the ID photo in the same request. A refused photo refuses the whole request and creates nobody. A `user_id` that exists is answered with 200 and left as it is.
         *
         *     Needs an API key with the scope `applicants`.
         */
        post: operations["createApplicant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an applicant
         * @description Read where it lives, so it is never stale. `next_action` says what to do.
         *
         *     Needs an API key with the scope `read`, or with one that implies it: `applicants`, `reviews`.
         */
        get: operations["getApplicant"];
        put?: never;
        post?: never;
        /**
         * Erase an applicant
         * @description Deletes the photos, the face at iLive, and what is personal here and in the lists. Possible in any status, and final: the `user_id` cannot be used again. The log stays, without personal data. `erasure` is the receipt; what is `pending` is tried until it is gone, and the same request later shows how far it is.
         *
         *     Needs an API key with the scope `erase`.
         */
        delete: operations["eraseApplicant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/id-photo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload the ID photo
         * @description The picture itself as the body, at most 8,000,000 bytes; its first bytes tell the type, not the header. Can be replaced until liveness is done. Metadata such as GPS is removed before it is stored. A picture that lies sideways or upside down is turned upright by its orientation tag. Refused if iLive does not take the picture, or if no face is found on it.
         *
         *     Needs an API key with the scope `applicants`.
         */
        put: operations["uploadIdPhoto"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start liveness
         * @description Opens a session at iLive. Send the applicant's browser to its `session_url`; the verdict comes by itself, and the applicant back to your `redirect_url`. While a session is open this answers the same one. Only in `awaiting_liveness`. Where the operator requires consent, it must have come with the applicant, or come with this. Consent may change 20 times in a UTC day, then 429 `rate_limited`.
         *
         *     Needs an API key with the scope `applicants`.
         */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/onboarding-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new link to the applicant's pages
         * @description Ends every earlier link of this applicant at once, with its cookies, open forms and live updates. Use it when a link was lost or does not arrive; if it went to the wrong person, end all links first, which sets a face check aside that was begun. Of several requests at the same moment exactly one link works afterwards: the one made last. An approved or rejected applicant has nothing left to do and gets 409 `wrong_status`. After 20 links in a UTC day: 429 `rate_limited`.
         *
         *     Needs an API key with the scope `applicants`.
         */
        post: operations["renewOnboardingLink"];
        /**
         * End all links to the applicant's pages
         * @description No link works until you make a new one, and no answer has an `onboarding_url` until then. Unless the applicant is in review or decided, the newest face check does not count any more, even if it is finished at iLive: start another. ID photos stay in use until you upload another. Again it changes nothing.
         *
         *     Needs an API key with the scope `applicants`.
         */
        delete: operations["endOnboardingLinks"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/notifications/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send notifications again
         * @description A notification that your endpoint never took is tried for three days and then kept. This sends those of the applicant again, under the ids that they had.
         *
         *     Needs an API key with the scope `applicants`.
         */
        post: operations["resendNotifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List undelivered notifications
         * @description Those that your endpoint has refused so far, the newest event first. `pending` are tried again, for three days in all. `parked` are given up until you send them again (`POST /v1/applicants/{user_id}/notifications/resend`).
         *
         *     Needs an API key with the scope `operate`.
         */
        get: operations["listUndeliveredNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test notification
         * @description Sends one message of the type `notification.test` to `NOTIFY_URL`, signed like any other, and answers how that went. It is about nobody and is not sent again. 404 while no receiver is set.
         *
         *     Needs an API key with the scope `operate`.
         */
        post: operations["sendTestNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the applicants in review
         * @description Longest waiting first, so overdue cases come before all others; from a copy that may be seconds behind. `review` says in which queue a case is, when it is due, and who has claimed it until when. A claim that has run out is neither shown nor found.
         *
         *     Needs an API key with the scope `reviews`.
         */
        get: operations["listReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide a case
         * @description What is possible depends on the reasons, as the introduction lists; with several, only what all of them allow. If anything but a look at a photo is newer than `seq`, the answer is 409 `stale_review`: look again, then decide. An acceptance covers the photos and hits it was given on and no others. After 10 decisions of one reviewer on one applicant in a UTC day, or 20 of all: 429 `rate_limited`. A decision that the operator lists in `FOUR_EYES` is a proposal at first: `review.proposal` shows it, and the same decision by another actor carries it out.
         *
         *     Needs an API key with the scope `reviews`.
         */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a case
         * @description The case is yours for `CLAIM_MINUTES`; others see it, and their decisions are 409 `claimed_by_other`. A claim ends by a decision, by `DELETE`, or by itself. Who has the case already changes nothing by claiming it again.
         *
         *     Needs an API key with the scope `reviews`.
         */
        post: operations["claimReview"];
        /**
         * Give a case back
         * @description Ends your claim. Without one nothing changes.
         *
         *     Needs an API key with the scope `reviews`.
         */
        delete: operations["endClaim"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description Stands with the applicant and decides nothing. In any status but `erased`.
         *
         *     Needs an API key with the scope `reviews`.
         */
        post: operations["addNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a proposal back
         * @description Your own decision that waits for a second reviewer. Without one nothing changes.
         *
         *     Needs an API key with the scope `reviews`.
         */
        delete: operations["withdrawProposal"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/photos/{photo}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a photo
         * @description The look itself goes into the log, with the name of the API key: once an hour for each key and picture. `HEAD` tells the type and is no look; a prefetch gets no photo. The bytes are compared with the SHA-256 in the log each time. If they differ, the answer is 409 `photo_altered`, and the applicant is in review for it unless decided.
         *
         *     Needs an API key with the scope `reviews`.
         */
        get: operations["getPhoto"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/known-faces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the face of a customer from before
         * @description As a form. The picture is cleaned and checked like an ID photo; once it is taken the face is put into the collection and searched for behind the answer, after the calls of onboardings. The same picture again is 200 and changes nothing, another one replaces the face. A customer from before is `known`, which is not `approved`: this service has verified nothing. An ID photo or a session begins an onboarding at any time. After 20 pictures of one customer in a UTC day: 429 `rate_limited`. `metadata` is `{}` for a key that may not read applicants.
         *
         *     Needs an API key with the scope `import`.
         */
        post: operations["giveKnownFace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/known-faces/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List pairs of customers who may be one person
         * @description Each pair whose faces are more alike than `DUPLICATE_THRESHOLD`, the most similar first, from a copy that may be seconds behind. It opens no case: somebody looks at it and decides. A decision, another picture, an onboarding’s new face and an erasure take it off the list.
         *
         *     Needs an API key with the scope `import`.
         */
        get: operations["listKnownPairs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/known-faces/duplicates/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide a pair
         * @description Notes in both logs whether the two are one person, which takes the pair off the list. It changes no status. The same decision again changes nothing; another one is noted too, and the newest counts. Give `face_id` and `other_face_id` as the list has them: if one of the two has another face by now, the answer is 409 `stale_review`. After 100 decisions about one customer in a UTC day: 429 `rate_limited`.
         *
         *     Needs an API key with the scope `reviews`.
         */
        post: operations["decideKnownPair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an applicant's log
         * @description Oldest first. Each judgement holds its evidence, threshold, policy version and ruling, so the log alone explains the decision. The hashes chain the events: who keeps the last one can prove that none before it was changed.
         *
         *     Needs an API key with the scope `audit`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applicants/{user_id}/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read everything held about a person
         * @description For an access request (GDPR, art. 15): applicant with metadata, consents, notes, links, where photos and face lie, how long each is kept, and the whole log. The pictures have routes of their own. No token or link is part of it that would let somebody act as the applicant. Of an erased applicant it shows what is left.
         *
         *     Needs an API key with the scope `audit`.
         */
        get: operations["readPersonalData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all logs
         * @description The logs of all applicants, read from where they live: a line an event (NDJSON), by `user_id` and `seq`. With `moved_since` those that changed since, in the order of the change; a log that changes meanwhile comes again. A log that cannot be read gives one problem line, and the export goes on. `npm run audit:verify` checks the file that the pages make together.
         *
         *     Needs an API key with the scope `audit`.
         */
        get: operations["exportEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/ilive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive iLive's verdict
         * @description iLive calls it; nobody else can, for want of the secret. The signature is verified over the raw body before anything is parsed. 200 once the verdict is stored; the same one again changes nothing. A body that is not quite as described and names a session still has the result asked for. A user or session that is unknown is 200 too, and only logged.
         */
        post: operations["receiveIliveVerdict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/return/{opaque}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from iLive
         * @description Where iLive sends the applicant's browser after a session; nobody else calls it. It notes the return, so that a lost webhook is noticed within seconds, and goes on to your `redirect_url` until 24 hours after the end of the session. It changes no status. `HEAD` and a prefetch are answered alike and note nothing.
         */
        get: operations["returnFromIlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the service
         * @description 200 when the settings are right, D1 and R2 answer and D1 has the schema of this version; else 503, with the part that fails: `d1`, `schema` or `r2`. They are asked again after 5 s, or after 1 s when one of them fails: until then the answer is the same.
         */
        get: operations["checkHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Write rows of D1 from the logs
         * @description After D1 was lost or restored. Each object writes its row of the lists, queue and search from its log, unless the row is right; the log does not change. Objects are named by their ids, which Cloudflare lists: `npm run d1:rebuild` does it for all.
         *
         *     Needs an API key with the scope `operate`.
         */
        put: operations["writeRows"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at the parts of the service
         * @description Always 200 while the settings are right: what does not answer has `ok: false`, and what it would tell is null. It makes no call to iLive.
         *
         *     Needs an API key with the scope `operate`.
         */
        get: operations["getServiceStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the figures for Prometheus
         * @description In Prometheus' text format. A part that does not answer has `kyc_up` 0 and no figures. Every 30 seconds is often enough.
         *
         *     Needs an API key with the scope `operate`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this description
         * @description OpenAPI 3.1. `/docs` shows it as a page.
         */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "applicant.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant created
         * @description The applicant was created.
         */
        post: operations["applicantCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.awaiting_id_photo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant awaiting id photo
         * @description The applicant needs another ID photo; `reasons` says why.
         */
        post: operations["applicantAwaitingIdPhoto"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.awaiting_liveness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant awaiting liveness
         * @description The applicant needs a liveness session: the first, or a new one (`reasons` says why).
         */
        post: operations["applicantAwaitingLiveness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.in_review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant in review
         * @description A reviewer must decide; `reasons` says why.
         */
        post: operations["applicantInReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.review_overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant review overdue
         * @description The case has been open for longer than the operator has set (`REVIEW_DUE_HOURS`): once for each case.
         */
        post: operations["applicantReviewOverdue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.approved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant approved
         * @description All three checks hold.
         */
        post: operations["applicantApproved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant rejected
         * @description A reviewer has rejected the applicant.
         */
        post: operations["applicantRejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "applicant.erased": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * applicant erased
         * @description The personal data are gone.
         */
        post: operations["applicantErased"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description Read the applicant for the rest: notifications can arrive late, twice and out of order.
         * @example {
         *       "type": "applicant.approved",
         *       "timestamp": "2026-11-23T09:00:43.000Z",
         *       "data": {
         *         "user_id": "user-12345",
         *         "status": "approved",
         *         "reasons": [],
         *         "seq": 9,
         *         "occurred_at": "2026-11-23T09:00:42.800Z"
         *       }
         *     }
         */
        Notification: {
            /** @enum {string} */
            type: "applicant.created" | "applicant.awaiting_id_photo" | "applicant.awaiting_liveness" | "applicant.in_review" | "applicant.review_overdue" | "applicant.approved" | "applicant.rejected" | "applicant.erased";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            data: {
                /**
                 * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
                 * @example user-12345
                 */
                user_id: string;
                status: components["schemas"]["Status"];
                reasons: components["schemas"]["Reason"][];
                /** @description Of the event. One lower than you have seen is old news. */
                seq: number;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                occurred_at: string;
            };
        };
        /**
         * @description Where the applicant stands; `approved`, `rejected`, `erased` are final. `known`: a customer from before, of whom nothing was verified.
         * @enum {string}
         */
        Status: "awaiting_id_photo" | "awaiting_liveness" | "verifying" | "in_review" | "approved" | "rejected" | "known" | "erased";
        /**
         * @description Why the applicant stands there. The introduction lists what each leads to.
         * @enum {string}
         */
        Reason: "liveness_inconclusive" | "photo_quality_low" | "session_expired" | "liveness_failed" | "verdict_mismatch" | "id_photo_no_face" | "id_photo_unusable" | "similarity_low" | "possible_duplicate" | "known_face_differs" | "photo_unavailable" | "photo_altered" | "verification_unavailable" | "session_limit_reached" | "requested_by_reviewer";
        /**
         * @description Of the event `liveness.verdict`. What it says is confirmed with iLive. Another event of a session of ours counts as no verdict, and has the result asked for.
         * @example {
         *       "event": "liveness.verdict",
         *       "session_id": "0d3c1a52-8f5e-4c7b-9a61-2f4b6d8e0a13",
         *       "verdict": "pass",
         *       "confidence": 0.91,
         *       "reference_id": "user-12345"
         *     }
         */
        IliveVerdict: {
            event: string;
            session_id: string;
            verdict: string;
            confidence?: number | null;
            /** @description The `user_id`. */
            reference_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description The applicant, with a link to its own pages. */
        CreatedApplicant: components["schemas"]["Applicant"] & {
            /**
             * Format: uri
             * @description The applicant's own pages, for 24 hours; made anew by each call. Whoever has it acts as the applicant. Absent where the operator has set no `LINK_SECRET`, and once the applicant is approved or rejected.
             */
            onboarding_url?: string;
        };
        IdPhoto: {
            /** Format: date-time */
            uploaded_at: string;
            /** @description Of the picture as stored, without its metadata; hex. */
            sha256: string;
            bytes: number;
            /** @enum {string} */
            content_type: "image/jpeg" | "image/png";
            /** @description A better photo saves a review. `dark`, `blurred`; `turned`: the face is at an angle, or the photo lay sideways or upside down and was turned upright; `several_faces`: another face may be the one of the document, only the largest is compared; `small_face`: less than 80 pixels. New ones may be added. */
            warnings: string[];
        };
        /** @description The newest session of this onboarding, or null. */
        Liveness: {
            session_id: string;
            /** @description Send the applicant there; only while the session is open, and only for a key with the scope `applicants`. */
            session_url: string | null;
            mode: components["schemas"]["LivenessMode"];
            /** @description As iLive confirmed it: `pass`, `retry`, `fail`. */
            verdict: string | null;
            confidence: number | null;
            photo_quality_score: number | null;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description When the verdict was confirmed.
             */
            decided_at: string | null;
        };
        /**
         * @description `passive` watches, `active` asks for movements.
         * @enum {string}
         */
        LivenessMode: "passive" | "active";
        Match: {
            /** @description Of the ID photo and the liveness photo. */
            similarity: number;
            /** @description It had to be above this. */
            threshold: number;
            /** @enum {string} */
            outcome: "match" | "below_threshold" | "accepted_by_reviewer";
            /** Format: date-time */
            decided_at: string;
        };
        /** @description The face in iLive's collection, under your `user_id`. */
        Face: {
            face_id: string;
            collection: string;
            /** Format: date-time */
            indexed_at: string;
        };
        /** @description The search for the same face under other ids. */
        Dedupe: {
            /** @description Another's face above this is a possible duplicate. */
            threshold: number;
            /** @description The least similarity that was searched for. */
            floor: number;
            /** @enum {string} */
            outcome: "unique" | "possible_duplicate" | "known_face_differs";
            /** @description The applicant's own faces, and others above `threshold`. */
            hits: components["schemas"]["Hit"][];
            /** @description Similarities of the other faces between `floor` and `threshold`, highest first; nobody is named. */
            near: number[];
            /** Format: date-time */
            decided_at: string;
        };
        Hit: {
            /** @description The `user_id` of the other applicant, if iLive knows. */
            external_face_id: string | null;
            face_id: string;
            similarity: number;
            /**
             * @description iLive gave no readable similarity, so it counts as 1: look at the face.
             * @enum {boolean}
             */
            similarity_unreadable?: true;
            /** @description The applicant's own face, so no duplicate. */
            self: boolean;
        };
        /** @description The newest case that a reviewer has or had. */
        Review: {
            /** Format: date-time */
            opened_at: string;
            /**
             * Format: date-time
             * @description Null if the operator has set no `REVIEW_DUE_HOURS`.
             */
            due_at: string | null;
            /** @enum {string} */
            queue: "standard" | "senior";
            /** @description Who sent it to `senior`, and so does not decide it there. */
            escalated_by: string | null;
            /** @description Who has the case: an e-mail address or id, or `key:<name>`. */
            claimed_by: string | null;
            /** Format: date-time */
            claimed_until: string | null;
            proposal: components["schemas"]["Proposal"] | null;
            decision: components["schemas"]["ClosingDecision"] | null;
            ground: components["schemas"]["Ground"] | null;
            /** @description A label, as the decision gave it. */
            reviewer: string | null;
            /** @description Who it was, as signed in: an e-mail address or id, or `key:<name>`. */
            decided_by: string | null;
            note: string | null;
            /** Format: date-time */
            decided_at: string | null;
        };
        /** @description A decision that needs two reviewers. The same decision by another one carries it out. */
        Proposal: {
            decision: components["schemas"]["ClosingDecision"];
            ground: components["schemas"]["Ground"];
            /** @description Who proposed it: an e-mail address or id, or `key:<name>`. */
            by: string;
            /** Format: date-time */
            at: string;
            /** @description The number of its event. */
            seq: number;
        };
        /**
         * @description A decision that closes the case.
         * @enum {string}
         */
        ClosingDecision: "approve" | "reject" | "retry_liveness" | "new_id_photo" | "resume";
        /**
         * @description Why it was decided so, as data that stays in the log. Each decision has its own:
         *
         *     - `approve`: `same_person`, `not_a_duplicate`, `known_customer`, `photo_good_enough`, `other`
         *     - `reject`: `impersonation`, `duplicate_identity`, `spoof`, `document_not_genuine`, `different_person`, `customer_withdrew`, `other`
         *     - `retry_liveness`: `photo_too_poor`, `technical_trouble`, `another_attempt`, `other`
         *     - `new_id_photo`: `not_readable`, `wrong_document`, `face_covered`, `other`
         *     - `resume`: `failure_passed`, `other`
         *     - `escalate`: `second_opinion`, `suspected_fraud`, `other`
         *     - `return`: `second_opinion`, `suspected_fraud`, `other`
         * @enum {string}
         */
        Ground: "same_person" | "not_a_duplicate" | "known_customer" | "photo_good_enough" | "other" | "impersonation" | "duplicate_identity" | "spoof" | "document_not_genuine" | "different_person" | "customer_withdrew" | "photo_too_poor" | "technical_trouble" | "another_attempt" | "not_readable" | "wrong_document" | "face_covered" | "failure_passed" | "second_opinion" | "suspected_fraud";
        /**
         * @description Yours: at most 50 keys of 1 to 40 characters, texts of at most 500. Kept out of the log.
         * @example {
         *       "plan": "gold"
         *     }
         */
        Metadata: {
            [key: string]: string | number | boolean | null;
        };
        /** @description The newest picture of a customer from before. */
        KnownFace: {
            /** Format: date-time */
            given_at: string;
            source: string | null;
            /** @description Of the picture as you sent it, hex. The same picture again changes nothing. */
            sent_sha256: string;
            /** @description Of the picture as stored, without its metadata; hex. */
            sha256: string;
            bytes: number;
            /** @enum {string} */
            content_type: "image/jpeg" | "image/png";
            /** @description As of an ID photo. */
            warnings: string[];
            keep_photo: boolean;
            /** Format: date-time */
            photo_deleted_at: string | null;
            /**
             * @description `waiting` for its turn at iLive; `indexed`: in the collection, to be searched for; `searched`: all is done; `failed`: see `problem`; `replaced` by the face of an onboarding.
             * @enum {string}
             */
            state: "waiting" | "indexed" | "searched" | "failed" | "replaced";
            /** @description Why it failed, such as `no_face`. Send another picture; after a failure that was not of the picture, the same one again. */
            problem: string | null;
        };
        /** @description The receipt of an erasure: what was deleted where and when, and what is still to go. */
        Erasure: {
            /** Format: date-time */
            erased_at: string;
            /** @enum {string} */
            cause: "request" | "retention";
            deleted: components["schemas"]["Deleted"][];
            /** @description Tried until it is gone. */
            pending: components["schemas"]["Pending"][];
            note: string;
        };
        Deleted: {
            /** @enum {string} */
            what: "photos" | "face" | "personal_data";
            /** @enum {string} */
            where: "r2" | "ilive" | "d1" | "durable_object";
            /** Format: date-time */
            at: string;
            /** @description Of the photos. */
            count?: number;
            face_id?: string;
        };
        Pending: {
            /** @enum {string} */
            what: "photos" | "face" | "personal_data";
            /** @enum {string} */
            where: "r2" | "ilive" | "d1";
            /**
             * Format: date-time
             * @description When it is looked for again, where that is known.
             */
            due_at?: string;
            face_id?: string;
            /** @description Whose face iLive may still be adding. */
            session_id?: string;
        };
        /** @description One person on the way to a decision. A part is null until it happened. */
        Applicant: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            status: components["schemas"]["Status"];
            /**
             * @description What you do next; `complete_liveness` means that the applicant opens `liveness.session_url`.
             * @enum {string}
             */
            next_action: "upload_id_photo" | "start_liveness" | "complete_liveness" | "wait" | "none";
            /** @description Of the present status only; none in `verifying` and `approved`. */
            reasons: components["schemas"]["Reason"][];
            /** @description The present liveness attempt; 0 before any session. */
            attempt: number;
            /** @description How many may follow it. */
            attempts_left: number;
            id_photo: components["schemas"]["IdPhoto"] | null;
            liveness: components["schemas"]["Liveness"] | null;
            match: components["schemas"]["Match"] | null;
            face: components["schemas"]["Face"] | null;
            dedupe: components["schemas"]["Dedupe"] | null;
            review: components["schemas"]["Review"] | null;
            /** @description The version of the thresholds that it was judged by. */
            policy: string;
            /** @description Grows by one with each event; a decision names the one that it was made on. */
            seq: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description When it was approved or rejected.
             */
            decided_at: string | null;
            metadata: components["schemas"]["Metadata"];
            known_face: components["schemas"]["KnownFace"] | null;
            /**
             * Format: date-time
             * @description Since when the photos are gone: by age, or by erasure.
             */
            photos_deleted_at: string | null;
            erasure: components["schemas"]["Erasure"] | null;
        };
        /** @description Every error, as RFC 9457 has it. */
        Problem: {
            /** @description The code as a URN. */
            type: string;
            /** @description What the code means; the same for every problem with it. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What happened here, and what to do about it where that can be said. */
            detail: string;
            code: components["schemas"]["ProblemCode"];
            /** @description Quote it when you report the problem; also in `X-Request-Id`. */
            request_id: string;
            /** @description Each field that does not fit, with `invalid_request`. */
            errors?: {
                /** @description The field, with dots between its parts; empty for the body as a whole. */
                path: string;
                /** @description What is wrong with it. */
                message: string;
            }[];
        };
        /**
         * @description Stable; go by it rather than by the title. New ones may be added.
         * @enum {string}
         */
        ProblemCode: "invalid_request" | "invalid_json" | "invalid_signature_headers" | "missing_api_key" | "invalid_api_key" | "invalid_signature" | "insufficient_scope" | "applicant_not_found" | "photo_not_found" | "not_found" | "method_not_allowed" | "wrong_status" | "session_limit_reached" | "upload_limit_reached" | "consent_required" | "stale_review" | "other_reviewer_needed" | "claimed_by_other" | "photo_altered" | "decision_not_allowed" | "idempotency_in_progress" | "gone" | "image_too_large" | "body_too_large" | "unsupported_image" | "empty_image" | "invalid_image" | "no_face_in_id_photo" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "ilive_unavailable" | "not_ready" | "storage_unavailable";
        /**
         * @example {
         *       "user_id": "user-12345",
         *       "metadata": {
         *         "plan": "gold"
         *       },
         *       "consent": {
         *         "version": "v3",
         *         "given_at": "2026-11-23T08:59:00Z"
         *       }
         *     }
         */
        NewApplicant: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            metadata?: components["schemas"]["Metadata"];
            consent?: components["schemas"]["Consent"];
            /**
             * Format: uri
             * @description Your page, by https, that the applicant's own pages lead back to in the end; `session_id` is added to its query. That of a session which you start goes before it.
             * @example https://app.example/onboarding/done
             */
            redirect_url?: string;
        };
        /** @description The person's consent, recorded in the log. */
        Consent: {
            /** @description Of the text that the person agreed to. */
            version: string;
            /**
             * Format: date-time
             * @description With any offset; kept as UTC.
             */
            given_at: string;
        };
        NewApplicantForm: {
            /** @description As in JSON. */
            user_id: string;
            /** @description The JSON of it, as text. */
            metadata?: string;
            /** @description The JSON of it, as text. */
            consent?: string;
            /** @description As in JSON. */
            redirect_url?: string;
            /**
             * Format: binary
             * @description The ID photo as a file: JPEG or PNG, at most 8,000,000 bytes.
             */
            id_photo?: Blob;
        };
        ApplicantPage: {
            data: components["schemas"]["Applicant"][];
            /** @description For the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description An open liveness session. */
        Session: {
            session_id: string;
            /** @description iLive's page: open it in the applicant's browser. */
            session_url: string;
            mode: components["schemas"]["LivenessMode"];
            attempt: number;
            /** Format: date-time */
            expires_at: string;
        };
        NewSession: {
            /**
             * Format: uri
             * @description Your page, by https, where the applicant comes back to; `session_id` is added to its query. Without one, a plain page.
             * @example https://app.example/onboarding/done
             */
            redirect_url?: string;
            consent?: components["schemas"]["Consent"];
        };
        /**
         * @example {
         *       "user_id": "user-12345",
         *       "resent": [
         *         2,
         *         9
         *       ]
         *     }
         */
        Resent: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            /** @description The `seq` of each that is sent again, oldest first; none where all were taken. */
            resent: number[];
        };
        UndeliveredNotificationPage: {
            data: components["schemas"]["UndeliveredNotification"][];
            /** @description For the next page; null on the last one. */
            next_cursor: string | null;
        };
        UndeliveredNotification: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            /** @description Of the event. */
            seq: number;
            /** @description As in the notification. */
            type: string;
            /** @enum {string} */
            state: "pending" | "parked";
            /**
             * Format: date-time
             * @description When the event happened.
             */
            occurred_at: string;
            /** @description Tries that failed in a row; null for a parked one. */
            failures: number | null;
            /** @description How the last try failed: `http_<status>`, `timeout` or `unreachable`; null where that is not known. */
            last_code: string | null;
            /**
             * Format: date-time
             * @description Null for a parked one.
             */
            next_try_at: string | null;
        };
        /**
         * @example {
         *       "receiver": "hooks.example.com",
         *       "delivered": true,
         *       "status": 204,
         *       "code": "http_204",
         *       "latency_ms": 82
         *     }
         */
        TestNotification: {
            /** @description The host of `NOTIFY_URL`. */
            receiver: string;
            /** @description Whether the answer was a 2xx. */
            delivered: boolean;
            /** @description The HTTP status of the answer; null without one. */
            status: number | null;
            /** @description `http_<status>`, `timeout` or `unreachable`. */
            code: string;
            latency_ms: number;
        };
        /**
         * @example {
         *       "decision": "reject",
         *       "ground": "different_person",
         *       "reviewer": "r-1",
         *       "note": "The ears differ.",
         *       "seq": 7
         *     }
         */
        NewDecision: {
            decision: components["schemas"]["Decision"];
            /** @description Who it is, by an id of yours: a label in the log beside the name of the API key. */
            reviewer: string;
            ground?: components["schemas"]["Ground"] & unknown;
            same_person?: components["schemas"]["SamePerson"];
            /**
             * @description Why, in words. Kept out of the log.
             * @default
             */
            note?: string;
            /** @description The `seq` of the applicant as the reviewer saw it. */
            seq: number;
            /**
             * @description Decides also a case that another reviewer has claimed.
             * @default false
             */
            take_over?: boolean;
        };
        /**
         * @description `approve` accepts the evidence as it is, `reject` ends it, `retry_liveness` grants another session, `new_id_photo` asks for another ID photo, `resume` tries a failed step again. `escalate` moves the case to the senior queue, `return` moves it back.
         * @enum {string}
         */
        Decision: "approve" | "reject" | "retry_liveness" | "new_id_photo" | "resume" | "escalate" | "return";
        /**
         * @description What the reviewer saw, apart from what was decided. It stays in the log.
         * @example {
         *       "match": "yes"
         *     }
         */
        SamePerson: {
            /**
             * @description On the ID photo and the liveness photo.
             * @enum {string}
             */
            match?: "yes" | "no" | "cannot_tell";
            /** @description By the `face_id` of another's hit in `dedupe.hits`. */
            hits?: {
                [key: string]: "yes" | "no" | "cannot_tell";
            };
        };
        /**
         * @example {
         *       "reviewer": "r-1"
         *     }
         */
        NewClaim: {
            /** @description Who it is, by an id of yours: a label in the log beside the name of the API key. */
            reviewer: string;
            /**
             * @description Claims also a case that another reviewer has claimed.
             * @default false
             */
            take_over?: boolean;
        };
        /**
         * @example {
         *       "reviewer": "r-1",
         *       "note": "Called the customer: no answer."
         *     }
         */
        NewNote: {
            /** @description Who it is, by an id of yours: a label in the log beside the name of the API key. */
            reviewer: string;
            /** @description Kept out of the log, and removed by an erasure. */
            note: string;
        };
        NewKnownFace: {
            /** @description Your own id of the person, as everywhere. */
            user_id: string;
            /**
             * Format: binary
             * @description The picture as a file: JPEG or PNG, at most 8,000,000 bytes, with one face.
             */
            image?: Blob;
            /** @description The JSON of it, as text. Kept with the first picture; later ones leave it as it is. */
            metadata?: string;
            /** @description Where the picture comes from, by a name of yours. It stands in the log, so nothing personal. */
            source?: string;
            /**
             * @description `true` keeps the picture. Otherwise it is deleted once its face is in the collection.
             * @default false
             * @enum {string}
             */
            keep_photo?: "true" | "false";
        };
        KnownPairPage: {
            data: components["schemas"]["KnownPair"][];
            /** @description For the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description Two customers whose faces are more alike than `DUPLICATE_THRESHOLD`.
         * @example {
         *       "user_id": "user-00017",
         *       "other_user_id": "user-12345",
         *       "similarity": 0.91,
         *       "face_id": "f-1a2b",
         *       "other_face_id": "f-7c21",
         *       "found_at": "2026-11-23T09:00:42.800Z"
         *     }
         */
        KnownPair: {
            /**
             * @description The one of the two ids that comes first in the order of their characters.
             * @example user-12345
             */
            user_id: string;
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            other_user_id: string;
            similarity: number;
            /** @description Of `user_id`. */
            face_id: string;
            /** @description Of `other_user_id`. */
            other_face_id: string;
            /** Format: date-time */
            found_at: string;
        };
        /** @description The pair is off the list, and both logs say so. */
        DecidedPair: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            other_user_id: string;
            decision: components["schemas"]["PairDecision"];
            /** Format: date-time */
            decided_at: string;
        };
        /**
         * @description Whether the two customers are one person.
         * @enum {string}
         */
        PairDecision: "same_person" | "different";
        /**
         * @example {
         *       "user_id": "user-00017",
         *       "other_user_id": "user-12345",
         *       "face_id": "f-1a2b",
         *       "other_face_id": "f-7c21",
         *       "decision": "same_person",
         *       "reviewer": "r-1",
         *       "note": "Twins?"
         *     }
         */
        NewPairDecision: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            other_user_id: string;
            /** @description The face of `user_id` that was looked at. */
            face_id?: string;
            /** @description That of `other_user_id`. */
            other_face_id?: string;
            decision: components["schemas"]["PairDecision"];
            /** @description Who it is, by an id of yours: a label in the logs. */
            reviewer: string;
            /**
             * @description Why, in words. Kept out of the logs.
             * @default
             */
            note?: string;
        };
        EventPage: {
            data: components["schemas"]["Event"][];
            /** @description For the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description One entry of the log. Types, and what `data` holds:
         *
         *     - `applicant_created`: user_id, photo_prefix, metadata_hash, known
         *     - `known_face_given`: picture_id, key, sha256, bytes, content_type, sent_sha256, warnings, face, other_faces, source, keep_photo, collection
         *     - `known_face_failed`: picture_id, step, code, of_picture, field
         *     - `photo_deleted`: key
         *     - `known_pair_decided`: other_user_id, face_id, other_face_id, similarity, decision, reviewer, note_hash
         *     - `onboarding_abandoned`:
         *     - `consent_recorded`: version, given_at
         *     - `onboarding_link_renewed`: generation
         *     - `onboarding_links_ended`: generation
         *     - `id_photo_received`: bytes
         *     - `id_photo_stored`: key, sha256, bytes, content_type, warnings, face, other_faces
         *     - `session_opened`: session_id, mode, attempt, expires_at
         *     - `session_limit_reached`: sessions, limit
         *     - `applicant_returned`: session_id
         *     - `verdict_received`: session_id, verdict, confidence, webhook_id, effect
         *     - `unreadable_verdict_received`: session_id, field, webhook_id
         *     - `session_timed_out`: session_id
         *     - `result_pending`: session_id
         *     - `session_expired`: session_id
         *     - `liveness_confirmed`: session_id, verdict, confidence, photo_quality_score, next, reason, policy
         *     - `liveness_photo_stored`: session_id, key, sha256, bytes, content_type, photo_quality_score, minimum, next, reason, policy
         *     - `liveness_photo_unavailable`: session_id
         *     - `faces_compared`: session_id, liveness_photo, id_photo, similarity, threshold, liveness_face, collection, next, reason, policy
         *     - `face_not_found`: photo, session_id, id_photo, next, reason, policy
         *     - `id_photo_unusable`: session_id, id_photo, code, next, reason, policy
         *     - `collection_missing`: collection, uncertain
         *     - `collection_ensured`: collection
         *     - `collection_changed`: session_id, from, collection, uncertain
         *     - `face_indexed`: session_id, face_id, collection, adopted, uncertain
         *     - `faces_searched`: face_id, collection, floor, threshold, max_results, hits, near, next, reason, policy
         *     - `face_disowned`: session_id, face_id, collection
         *     - `face_deleted`: face_id, collection
         *     - `faces_reconciled`: session_id, collection, deleted, last
         *     - `verification_failed`: step, code, field
         *     - `review_decided`: decision, ground, reviewer, note_hash, reviewed_seq, same_person, reasons, policy, proposal_seq
         *     - `decision_proposed`: decision, ground, reviewer, note_hash, reviewed_seq, same_person, reasons, policy
         *     - `proposal_withdrawn`:
         *     - `review_claimed`: reviewer, until, taken_over
         *     - `review_claim_ended`:
         *     - `review_escalated`: ground, reviewer, note_hash, reviewed_seq
         *     - `review_returned`: ground, reviewer, note_hash, reviewed_seq
         *     - `review_overdue`: due_at
         *     - `note_added`: reviewer, note_hash
         *     - `applicant_erased`: cause
         *     - `photos_deleted`: photo_prefix, count, cause
         *     - `d1_row_erased`:
         *     - `photo_altered`: photo, key, sha256, found_sha256
         *     - `photo_viewed`: photo, sha256
         */
        Event: {
            /** @description 1, 2, 3 … without a gap. */
            seq: number;
            /** @description What happened. More types may be added. */
            type: string;
            /** Format: date-time */
            at: string;
            /** @description Who caused it: `api_key:<name>`, `ilive`, `service` … */
            actor: string;
            /** @description What happened, by the type. */
            data: {
                [key: string]: unknown;
            };
            /** @description The `hash` of the event before; 64 zeros for the first. */
            prev_hash: string;
            /** @description SHA-256 of `prev_hash` and the canonical JSON (RFC 8785) of the five fields above, in hex. */
            hash: string;
        };
        /** @description What this service holds about one person. `applicant` holds the metadata. The `user_id` of other people may stand among the hits of the duplicate search: take them out before you hand it to the person. */
        PersonalData: {
            /**
             * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
             * @example user-12345
             */
            user_id: string;
            /** @description The applicant's pages show its last four characters. */
            case_number: string;
            /** Format: date-time */
            made_at: string;
            applicant: components["schemas"]["Applicant"];
            consents: components["schemas"]["ConsentRecord"][];
            notes: components["schemas"]["ReviewNote"][];
            claims: components["schemas"]["ReviewClaim"][];
            links: components["schemas"]["SentLinks"];
            photos: components["schemas"]["PhotoRecord"][];
            faces: components["schemas"]["FaceRecord"][];
            kept_answers: components["schemas"]["KeptAnswer"][];
            retention: components["schemas"]["RetentionRule"][];
            log: components["schemas"]["Event"][];
        };
        /** @description A consent, as it stands in the log. The newest one counts. */
        ConsentRecord: {
            version: string;
            /** Format: date-time */
            given_at: string;
            /** Format: date-time */
            recorded_at: string;
        };
        /** @description A note of a reviewer, with a decision or without one. */
        ReviewNote: {
            /** @description The number of its event in `log`, which says who and when. */
            seq: number;
            note: string;
        };
        /** @description Who had a case, and until when at most: a decision, a return or another one may have ended it. */
        ReviewClaim: {
            seq: number;
            claimed_by: string;
            reviewer: string;
            /** Format: date-time */
            claimed_at: string;
            /** Format: date-time */
            until: string;
        };
        /** @description The links handed out. Those that would let somebody act as the applicant are left out. */
        SentLinks: {
            redirect_url: string | null;
            onboarding: {
                /** @description Of the newest link to the applicant's pages; 0 is the first. */
                generation: number;
                ended: boolean;
            };
            sessions: components["schemas"]["SessionLink"][];
        };
        SessionLink: {
            session_id: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            expires_at: string;
            page: string | null;
            redirect_url: string | null;
        };
        PhotoRecord: {
            /** @enum {string} */
            photo: "id" | "liveness" | "known";
            key: string;
            sha256: string;
            bytes: number;
            /** Format: date-time */
            stored_at: string;
            /** Format: date-time */
            deleted_at: string | null;
            /** @description Where to read the picture; null if it is not the one in use. */
            route: string | null;
        };
        FaceRecord: {
            face_id: string;
            collection: string;
            /** Format: date-time */
            indexed_at: string;
            /** Format: date-time */
            deleted_at: string | null;
        };
        /** @description The answer to a request with an `Idempotency-Key`, kept for a day. */
        KeptAnswer: {
            /** Format: date-time */
            kept_at: string;
            status: number;
            body: Record<string, never>;
        };
        /** @description How long something is kept: without a day set, until the erasure. The log stays. */
        RetentionRule: {
            /** @enum {string} */
            what: "photos" | "face" | "everything" | "log";
            where: ("r2" | "ilive" | "d1" | "durable_object")[];
            /** @description The setting that says how long; null if none does. */
            setting: string | null;
            /** @description Its value; null if it is not set. */
            days: number | null;
            /**
             * Format: date-time
             * @description When it is deleted, where that is known.
             */
            due_at: string | null;
        };
        Ok: {
            /** @enum {string} */
            status: "ok";
        };
        Health: {
            /** @enum {string} */
            status: "ok";
            /**
             * @description The version of the service.
             * @example 1.4.0
             */
            version: string;
            /**
             * @description The newest migration in D1.
             * @example 0001_schema.sql
             */
            schema: string;
            /** @description Cloudflare's id of the upload that answers. */
            deployment: string;
        };
        /**
         * @example {
         *       "rows": [
         *         {
         *           "object_id": "0000000000000000000000000000000000000000000000000000000000000000",
         *           "outcome": "written"
         *         }
         *       ]
         *     }
         */
        WrittenRows: {
            rows: {
                object_id: string;
                outcome: components["schemas"]["RowOutcome"];
            }[];
        };
        /**
         * @description `written`: the row was missing or differed. `unchanged`: it was right. `no_log`: the object has no applicant. `log_shorter`: the row proves that the log has lost events, so it was left. `log_unreadable`: another version wrote the log. `unknown_object`: not the id of an applicant’s object. `out_of_reach`: the object or D1 did not answer, ask again.
         * @enum {string}
         */
        RowOutcome: "written" | "unchanged" | "no_log" | "log_shorter" | "log_unreadable" | "unknown_object" | "out_of_reach";
        ServiceStatus: {
            /** Format: date-time */
            checked_at: string;
            settings: {
                /**
                 * @description Else every request is answered 503.
                 * @enum {boolean}
                 */
                ok: true;
                policy: string;
                applicant_pages: boolean;
                console: boolean;
                notifications: boolean;
            };
            d1: {
                /** @description Whether it answered just now. */
                ok: boolean;
            };
            schema: {
                /** @description Whether D1 has every migration of this version. */
                ok: boolean;
                /** @description The newest migration in D1; null when D1 does not answer. */
                newest: string | null;
            };
            r2: {
                /** @description Whether it answered just now. */
                ok: boolean;
            };
            figures: {
                /** @description Whether it answered just now. */
                ok: boolean;
            };
            cron: {
                minute: {
                    /**
                     * Format: date-time
                     * @description Each minute.
                     */
                    last_run_at: string | null;
                    /**
                     * Format: date-time
                     * @description Null for never.
                     */
                    last_success_at: string | null;
                };
                night: {
                    /**
                     * Format: date-time
                     * @description At 00:30 UTC.
                     */
                    last_run_at: string | null;
                    /**
                     * Format: date-time
                     * @description When a file was last written; null for never.
                     */
                    last_success_at: string | null;
                    /**
                     * Format: date
                     * @description The day of the newest file.
                     */
                    date: string | null;
                    /** @description How many it has. */
                    heads: number | null;
                    /** @description Rows that did not match their logs that night. */
                    mismatches: number | null;
                };
            };
            /** @description As the calls that were made show it; this request makes none. */
            ilive: {
                /**
                 * Format: date-time
                 * @description The newest call that was answered well.
                 */
                last_success_at: string | null;
                /** @description The newest call that was not; a refused picture is no failure. */
                last_failure: {
                    /** Format: date-time */
                    at: string;
                    route: string;
                    kind: string;
                    code: string;
                } | null;
                /**
                 * Format: date-time
                 * @description Null while iLive takes our key.
                 */
                key_refused_since: string | null;
            };
            rate_limiter: {
                /** @description Whether it answered just now. */
                ok: boolean;
                /** @description How far ahead starts of calls are promised. */
                backlog_s: number | null;
            };
            verifying: {
                /** @description Counted up to 1000. */
                count: number | null;
                /**
                 * Format: date-time
                 * @description Null without one.
                 */
                oldest_since: string | null;
            };
            reviews: {
                /** @description Waiting for a person. */
                open: number | null;
                /** @description Counted up to 1000; null while `REVIEW_DUE_HOURS` is unset. */
                overdue: number | null;
                /**
                 * Format: date-time
                 * @description Null without one.
                 */
                oldest_opened_at: string | null;
            };
            notifications: {
                /** @description Refused so far, tried again. */
                pending: number | null;
                /** @description Given up, until they are sent again on request. */
                parked: number | null;
                /** @description The last try at each host. */
                receivers: {
                    receiver: string;
                    /** Format: date-time */
                    at: string;
                    code: string;
                    latency_ms: number;
                }[];
            };
            /** @description Applicants with a face that iLive has not deleted yet, after a try that failed. */
            faces_not_deleted: number | null;
            /** @description Applicants whose newest row could not be written to D1 yet. */
            rows_behind: number | null;
            /** @description Applicants whose alarm is more than a minute late; counted up to 1000. */
            alarms_late: number | null;
            /** @description Rows with a MAC by `DATA_KEY_PREVIOUS`, counted once in ten minutes; null when that is unset. */
            former_data_key_rows: number | null;
        };
    };
    responses: never;
    parameters: {
        /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
        IdempotencyKey: string;
        /** @description Names the delivery; kept in the log if it is a UUID. */
        IliveWebhookId: string;
    };
    requestBodies: never;
    headers: {
        /** @description Names this request, in our log too. Quote it when you report a problem. */
        "X-Request-Id": string;
        /** @description Seconds to wait. */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApplicants: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description The `next_cursor` of the page before; with the same filters. */
                cursor?: string;
                /** @description Where the applicant stands; `approved`, `rejected`, `erased` are final. `known`: a customer from before, of whom nothing was verified. */
                status?: components["schemas"]["Status"];
                /** @description Why the applicant stands there. The introduction lists what each leads to. */
                reason?: components["schemas"]["Reason"];
                /** @description Later than this. */
                created_after?: string;
                /** @description Earlier than this. */
                created_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Applicants, newest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicantPage"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApplicant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description Who it is. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApplicant"];
                "multipart/form-data": components["schemas"]["NewApplicantForm"];
            };
        };
        responses: {
            /** @description The user exists already and is unchanged. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplicant"];
                };
            };
            /** @description Created. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `upload_limit_reached`: Too many ID photos were uploaded. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. `image_too_large`: The image is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_image`: Not a JPEG or PNG image. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. `empty_image`: The image is empty. `invalid_image`: The image cannot be read. `no_face_in_id_photo`: No face was found in the ID photo. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApplicant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The applicant. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseApplicant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadIdPhoto: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        /** @description The picture. */
        requestBody: {
            content: {
                "image/jpeg": Blob;
                "image/png": Blob;
            };
        };
        responses: {
            /** @description Stored. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_status`: Not possible in the present status. `upload_limit_reached`: Too many ID photos were uploaded. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `image_too_large`: The image is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_image`: Not a JPEG or PNG image. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `empty_image`: The image is empty. `invalid_image`: The image cannot be read. `no_face_in_id_photo`: No face was found in the ID photo. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        /** @description Where to come back to. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description The session that is open already. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A new session; send the applicant to its session_url. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `wrong_status`: Not possible in the present status. `session_limit_reached`: Too many sessions were started. `consent_required`: Consent must be recorded first. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `ilive_unavailable`: iLive cannot be reached. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewOnboardingLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The applicant, with the new link. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApplicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `wrong_status`: Not possible in the present status. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOnboardingLinks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All links have ended. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendNotifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are on their way. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resent"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUndeliveredNotifications: {
        parameters: {
            query?: {
                /** @description Which of them. */
                state?: "pending" | "parked";
                /** @description How many on a page. */
                limit?: number;
                /** @description The `next_cursor` of the page before; with the same filters. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndeliveredNotificationPage"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendTestNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it went. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestNotification"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing here. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listReviews: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description The `next_cursor` of the page before; with the same filters. */
                cursor?: string;
                /** @description Why the applicant stands there. The introduction lists what each leads to. */
                reason?: components["schemas"]["Reason"];
                /** @description Both queues without it. */
                queue?: "standard" | "senior";
                /** @description Who has claimed the case now, as `review.claimed_by` names it: an e-mail address or id, or `key:<name>`. */
                claimed_by?: string;
                /** @description Due before this time, with any offset: with the present time, the overdue cases. Nothing is due without `REVIEW_DUE_HOURS`. */
                due_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Applicants in review, longest waiting first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicantPage"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        /** @description The decision. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDecision"];
            };
        };
        responses: {
            /** @description Decided. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `wrong_status`: Not possible in the present status. `stale_review`: The case has changed since it was read. `decision_not_allowed`: This decision is not possible here. `claimed_by_other`: Another reviewer has the case. `other_reviewer_needed`: Another reviewer must do this. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimReview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClaim"];
            };
        };
        responses: {
            /** @description Claimed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `wrong_status`: Not possible in the present status. `claimed_by_other`: Another reviewer has the case. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Given back. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_status`: Not possible in the present status. `claimed_by_other`: Another reviewer has the case. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_status`: Not possible in the present status. `other_reviewer_needed`: Another reviewer must do this. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPhoto: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
                /** @description Of the document, of the live person, or of a customer from before where it was kept. */
                photo: "id" | "liveness" | "known";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                    "image/png": Blob;
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. `photo_not_found`: No such photo. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `photo_altered`: The stored photo is not the one that was taken. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    giveKnownFace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description Who it is, and the picture. */
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.
                     * @example user-12345
                     */
                    user_id: string;
                    metadata?: components["schemas"]["Metadata"];
                    /** @description Where the picture comes from, by a name of yours. It stands in the log, so nothing personal. */
                    source?: string;
                    /** @default false */
                    keep_photo?: boolean;
                };
                "multipart/form-data": components["schemas"]["NewKnownFace"];
            };
        };
        responses: {
            /** @description The same picture was given before; nothing has changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description The picture is taken. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applicant"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_in_progress`: The first request with this key is still running. `wrong_status`: Not possible in the present status. `upload_limit_reached`: Too many ID photos were uploaded. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. `image_too_large`: The image is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_image`: Not a JPEG or PNG image. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. `empty_image`: The image is empty. `invalid_image`: The image cannot be read. `no_face_in_id_photo`: No face was found in the ID photo. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKnownPairs: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description The `next_cursor` of the page before; with the same filters. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the most similar first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownPairPage"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideKnownPair: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the first answer again instead of doing it twice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The two, in any order, and the decision. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPairDecision"];
            };
        };
        responses: {
            /** @description Noted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedPair"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing here. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `stale_review`: The case has changed since it was read. `idempotency_in_progress`: The first request with this key is still running. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: The applicant was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description The `next_cursor` of the page before: the `seq` after which to go on. */
                cursor?: number;
            };
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log, oldest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readPersonalData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalData"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `applicant_not_found`: No such applicant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportEvents: {
        parameters: {
            query?: {
                /** @description How many events on a page. A page may have fewer and still not be the last. */
                limit?: number;
                /** @description The `X-Next-Cursor` of the page before. */
                cursor?: string;
                /** @description Only logs that changed at this time or later; a look at a photo is no change. For exports that follow each other, ask from some minutes before the last one began: a change counts from when it was made, and may be written later. */
                moved_since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line an event (NDJSON). `Link` with `rel="next"` (RFC 8288) leads to the next page and `X-Next-Cursor` is its cursor; both are absent on the last. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description To the next page. */
                    Link?: string;
                    /** @description Its cursor. */
                    "X-Next-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receiveIliveVerdict: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the delivery; kept in the log if it is a UUID. */
                "X-iLive-Webhook-Id"?: components["parameters"]["IliveWebhookId"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description iLive's own, at most 65,536 bytes. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["IliveVerdict"];
            };
        };
        responses: {
            /** @description Stored, or nothing of ours. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ok"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_signature_headers`: The signature headers are missing or malformed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_signature`: The signature is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnFromIlive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sealed link; it tells nothing of the person. */
                opaque: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A plain page: there is no `redirect_url`, or the link is none of ours or too old. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description On to your `redirect_url`. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description Your `redirect_url`, with `session_id` set in its query. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All is well. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    writeRows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    object_ids: string[];
                };
            };
        };
        responses: {
            /** @description What became of each row, in the order of the request. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenRows"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. `invalid_json`: The body is not valid JSON. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getServiceStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The parts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceStatus"];
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `missing_api_key`: An API key is required. `invalid_api_key`: The API key is not valid. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: The API key may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `invalid_request`: The request does not fit its schema. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_ready`: The service is not ready. `storage_unavailable`: The storage cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    applicantCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantAwaitingIdPhoto: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantAwaitingLiveness: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantInReview: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantReviewOverdue: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantApproved: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantRejected: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    applicantErased: {
        parameters: {
            query?: never;
            header: {
                /** @description Names the notification; the same in every try. Do what it asks once for each. */
                "webhook-id": string;
                /** @description Seconds since 1970, of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description You have it; answer within seconds, and work afterwards. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again later, as with any other answer or none. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
