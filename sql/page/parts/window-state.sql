-- What is known of one window, in one word: the page, /metrics and status all say it by this text.
case when windows.state in ('failed', 'expired', 'pending')                       then windows.state
            when proofs.proof = 'differs'                                                then 'differs'
            when proofs.proof in ('verified', 'checked') and windows.received = 0        then 'empty'
            when proofs.proof in ('verified', 'checked')                                 then proofs.proof
            else 'loaded'
       end
