;; SPDX-License-Identifier: MIT
;; Guile's (system foreign): calls, closures, structs by value.
(use-modules (system foreign) (rnrs bytevectors) (ice-9 textual-ports))

(define libc (dynamic-link "libc.so.6"))
(define libm (dynamic-link "libm.so.6"))

(define (function library result name . arguments)
  (pointer->procedure result (dynamic-func name library) arguments))

(define-syntax-rule (check condition)
  (unless condition (error "not so:" 'condition)))

(check (= 12 ((function libc size_t "strlen" '*)
              (string->pointer "twelve chars"))))
(check (= 1024.0 ((function libm double "pow" double double) 2.0 10.0)))
(check (= 2.5 ((function libm float "hypotf" float float) 1.5 2.0)))
(check (= 7 ((function libc int "abs" int) -7)))
(check (= (expt 2 40) ((function libc long "labs" long) (- (expt 2 40)))))

;; Structs by value: results, and an argument.
(check (equal? '(3 2)
               (parse-c-struct ((function libc (list int int) "div" int int)
                                17 5)
                               (list int int))))
(check (equal? (list -3 (* -2 (expt 2 33)))
               (parse-c-struct
                ((function libc (list int64 int64) "lldiv" int64 int64)
                 (* -17 (expt 2 33)) (* 5 (expt 2 33)))
                (list int64 int64))))
(check (equal? "192.0.2.33"
               (pointer->string
                ((function libc '* "inet_ntoa" (list uint32))
                 (bytevector->pointer (u8-list->bytevector '(192 0 2 33)))))))

;; What is variadic has its arguments' types with each call.
(let* ((text (make-bytevector 100))
       (length ((function libc int "snprintf" '* size_t '* '* int double int64)
                (bytevector->pointer text) 100
                (string->pointer "%s %d %.3f %lld") (string->pointer "is")
                -7 2.5 (- (expt 2 40)))))
  (check (= length 26))
  (check (equal? "is -7 2.500 -1099511627776"
                 (pointer->string (bytevector->pointer text)))))

(define (real-at pointer)
  (bytevector-ieee-double-native-ref (pointer->bytevector pointer 8) 0))

(let ((numbers (make-f64vector 200)))
  (do ((i 0 (1+ i))) ((= i 200))
    (f64vector-set! numbers i (/ (modulo (* i 77) 200) 4.0)))
  ((function libc void "qsort" '* size_t size_t '*)
   (bytevector->pointer numbers) 200 8
   (procedure->pointer int
                       (lambda (a b)
                         (let ((a (real-at a)) (b (real-at b)))
                           (cond ((< a b) -1) ((> a b) 1) (else 0))))
                       '(* *)))
  (do ((i 0 (1+ i))) ((= i 200))
    (check (= (f64vector-ref numbers i) (/ i 4.0)))))

;; All kinds of argument, and a struct, through a closure and back.
(define mixed (list uint8 float int16 double))
(define mixed-values '(200 1.5 -7 2.25))
(define kinds (list int8 uint8 int16 float uint32 double int64 float))
(define values* (list -3 200 -30000 0.5 (- (expt 2 32) 7) 1e100
                      (- (expt 2 40)) -0.25))
(for-each
 (lambda (i)
   (let* ((seen #f)
          (closure (procedure->pointer
                    (list-ref kinds i)
                    (lambda (struct . arguments)
                      (set! seen (cons (parse-c-struct struct mixed)
                                       arguments))
                      (list-ref arguments i))
                    (cons mixed kinds)))
          (got (apply (pointer->procedure (list-ref kinds i) closure
                                          (cons mixed kinds))
                      (make-c-struct mixed mixed-values) values*)))
     (check (= got (list-ref values* i)))
     (check (equal? seen (cons mixed-values values*)))))
 (iota (length kinds)))

(call-with-output-file "maps"
  (lambda (port)
    (put-string port (call-with-input-file "/proc/self/maps"
                       get-string-all))))
